//! From a policy to Bytebase, which knows an issuer, audiences and one subject pattern, and nothing else.

use crate::code::difference::Difference;
use crate::conversion::{Conversion, Converted, inexpressible};
use crate::identity::{AcceptedAudiences, Identity, Platform};
use crate::json_value::Json;
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
        let mut document = Json::object();
        document.set("workloadIdentities", exported);
        format!("{document:#}\n")
    });
    Conversion { document, converted, problems }
}

/// Bytebase's form of the identity, or the member that has no counterpart there.
fn export(identity: &Identity, policy: &Policy) -> Result<(Json, Vec<Difference>), &'static str> {
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
    let mut config = Json::object();
    config.set("providerType", provider(identity.platform));
    config.set("issuerUrl", identity.issuer());
    config.set("allowedAudiences", audiences);
    config.set("subjectPattern", pattern.as_str());
    let issuer = policy.issuers().get(identity.issuer());
    match issuer.and_then(|issuer| issuer.jwks_uri.as_deref()) {
        // Only generic issuers have such an address in Bytebase.
        Some(address) if identity.platform == Platform::Oidc => {
            config.set("jwksUrl", address);
        }
        Some(_) => differences.push(Difference::KeysLost),
        None if issuer.is_some_and(|issuer| issuer.trusted.keys.is_some()) => differences.push(Difference::KeysLost),
        None => {}
    }
    let mut entry = Json::object();
    entry.set("name", format!("workloadIdentities/{}", identity.email()));
    entry.set("title", identity.name());
    entry.set("email", identity.email());
    entry.set("state", if identity.is_disabled() { "DELETED" } else { "ACTIVE" });
    entry.set("workloadIdentityConfig", config);
    Ok((entry, differences))
}

const fn provider(platform: Platform) -> &'static str {
    match platform {
        Platform::GithubActions => "GITHUB",
        Platform::GitlabCi => "GITLAB",
        Platform::Oidc => "OIDC",
    }
}
