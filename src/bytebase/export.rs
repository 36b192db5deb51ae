//! From a policy to Bytebase, which knows an issuer, audiences and one subject pattern, and nothing else.

use serde_json::{Map, Value, json};

use crate::code::difference::Difference;
use crate::conversion::{Conversion, Converted, inexpressible};
use crate::identity::{AcceptedAudiences, Identity, Platform};
use crate::messages::phrases as say;
use crate::policy::Policy;
use crate::subject_texts::SubjectTexts;

/// Turns the identities of a policy into Bytebase's workload identities.
///
/// An identity that demands what Bytebase does not look at (ids beside the subject, events, workflows, claims, age) stays behind,
/// for without it more would get in.
#[must_use]
pub fn export_bytebase(policy: &Policy) -> Conversion {
    let mut exported = Vec::new();
    let mut converted = Vec::new();
    let mut problems = Vec::new();
    for (place, identity) in policy.identities().iter().enumerate() {
        let pointer = format!("/identities/{place}");
        match export(identity, policy) {
            Ok((entry, differences)) => {
                exported.push(entry);
                converted.push(Converted { pointer, email: identity.email().to_owned(), differences });
            }
            Err(member) => problems.push(inexpressible(&pointer, member, say::BYTEBASE)),
        }
    }
    let document = (!exported.is_empty()).then(|| {
        let document = json!({ "workloadIdentities": exported });
        format!("{document:#}\n")
    });
    Conversion { document, converted, problems }
}

/// Bytebase's form of the identity, or the member that has no counterpart there.
fn export(identity: &Identity, policy: &Policy) -> Result<(Value, Vec<Difference>), &'static str> {
    let SubjectTexts { texts, member, mut differences } = SubjectTexts::of(identity)?;
    let pattern = match texts.as_slice() {
        [text] if !text.strip_suffix('*').unwrap_or(text).contains('*') => text,
        _ => return Err(member),
    };
    let audiences = match &identity.audiences {
        AcceptedAudiences::Listed(names) => names.clone(),
        AcceptedAudiences::OwnerUrl(url) => {
            differences.push(Difference::AudienceExact);
            vec![url.clone()]
        }
    };
    if !identity.roles.is_empty() {
        differences.push(Difference::RolesLost);
    }
    let mut config = Map::new();
    config.insert("providerType".to_owned(), provider(identity.platform).into());
    config.insert("issuerUrl".to_owned(), identity.issuer().into());
    config.insert("allowedAudiences".to_owned(), audiences.into());
    config.insert("subjectPattern".to_owned(), pattern.as_str().into());
    let issuer = policy.issuers().get(identity.issuer());
    match issuer.and_then(|issuer| issuer.jwks_uri.as_deref()) {
        // Only generic issuers have such an address in Bytebase.
        Some(address) if identity.platform == Platform::Oidc => {
            config.insert("jwksUrl".to_owned(), address.into());
        }
        Some(_) => differences.push(Difference::KeysLost),
        None if issuer.is_some_and(|issuer| issuer.jwks.is_some()) => differences.push(Difference::KeysLost),
        None => {}
    }
    let entry = json!({
        "name": format!("workloadIdentities/{}", identity.email()),
        "title": identity.name(),
        "email": identity.email(),
        "state": if identity.is_disabled() { "DELETED" } else { "ACTIVE" },
        "workloadIdentityConfig": config,
    });
    Ok((entry, differences))
}

const fn provider(platform: Platform) -> &'static str {
    match platform {
        Platform::GithubActions => "GITHUB",
        Platform::GitlabCi => "GITLAB",
        Platform::Oidc => "OIDC",
    }
}
