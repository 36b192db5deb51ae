//! The trust conditions of clouds, by which they let in the jobs of an identity without a key. Nothing is widened unless the report
//! says so; an identity that demands what the cloud cannot look at stays behind.

mod cel;
mod aws;
mod azure;
mod google;

use crate::code::difference::Difference;
use crate::conversion::{Conversion, Converted, Expressed, inexpressible};
use crate::identity::Identity;
use crate::messages::phrases as say;
use crate::policy::Policy;

/// A cloud that lets jobs in by the tokens of their platform.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cloud {
    /// Amazon Web Services: the trust policy of an IAM role.
    Aws,
    /// Google Cloud: the provider of a workload identity pool.
    GoogleCloud,
    /// Microsoft Entra: the federated credentials of an application or a managed identity.
    Azure,
}

impl Cloud {
    /// Every cloud.
    pub const ALL: &[Self] = &[Self::Aws, Self::GoogleCloud, Self::Azure];

    /// Its name for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::GoogleCloud => "google-cloud",
            Self::Azure => "azure",
        }
    }

    const fn in_words(self) -> &'static str {
        match self {
            Self::Aws => say::AWS,
            Self::GoogleCloud => say::GOOGLE_CLOUD,
            Self::Azure => say::AZURE,
        }
    }
}

/// What a cloud is told so that it lets in the jobs of the identity with that e-mail address, as the JSON that the cloud reads; none
/// if the policy has no such identity.
///
/// Account numbers and the like are left as words in capitals. Roles are not part of it: they are granted in the cloud.
#[must_use]
pub fn export_to_cloud(policy: &Policy, email: &str, cloud: Cloud) -> Option<Conversion> {
    let (place, identity) = policy.identities().iter().enumerate().find(|(_, it)| it.email() == email)?;
    let pointer = format!("/identities/{place}");
    let trusted = if identity.is_disabled() { Err("disabled") } else { trust(identity, cloud) };
    Some(match trusted {
        Ok((document, mut differences)) => {
            differences.push(Difference::AudienceOfCloud);
            let converted = vec![Converted { pointer, email: email.to_owned(), differences }];
            Conversion { document: Some(document), converted, problems: Vec::new() }
        }
        Err(member) => {
            let problems = vec![inexpressible(&pointer, member, cloud.in_words())];
            Conversion { document: None, converted: Vec::new(), problems }
        }
    })
}

fn trust(identity: &Identity, cloud: Cloud) -> Expressed {
    match cloud {
        Cloud::Aws => aws::trust_policy(identity),
        Cloud::GoogleCloud => google::provider(identity),
        Cloud::Azure => azure::credentials(identity),
    }
}
