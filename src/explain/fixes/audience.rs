//! What helps when a token was made for somebody else, or comes from another issuer.

use super::candidate::Candidate;
use super::draft::Edit;
use crate::claims::Claims;
use crate::code::explain::Advice;
use crate::explain::hints::{is_default_audience, trusted_alike};
use crate::explain::origin::Issuer;
use crate::identity::{AcceptedAudiences, Identity, Platform, Subject};
use crate::job::same_name;
use crate::messages::explain as say;
use crate::problem::quoted;
use crate::safety::audiences::service_of;
use crate::verifier::Verifier;

/// The workflow first: it need not widen anything.
pub(super) fn of_audience(identity: &Identity, claims: &Claims) -> Vec<Candidate> {
    let accepted: Vec<&str> = match &identity.audiences {
        AcceptedAudiences::Listed(names) => names.iter().map(String::as_str).collect(),
        AcceptedAudiences::OwnerUrl(url) => vec![url],
    };
    let audiences = claims.audiences().unwrap_or_default();
    let Some((wanted, actual)) = accepted.first().zip(audiences.first()) else { return Vec::new() };
    let how = request(identity.platform(), wanted);
    if let Some(service) = audiences.iter().find_map(|audience| service_of(audience)) {
        let second = Candidate::words(Advice::RequestSecondToken).with("name", service).with("expected", quoted(wanted));
        return vec![second.with("actual", how)];
    }
    let request = Candidate::words(Advice::RequestAudience).with("expected", quoted(wanted)).with("actual", how);
    let is_foreign = audiences.len() != 1 || (is_default_audience(actual, claims) && !is_owners_own(identity, claims));
    let add = (!is_foreign).then(|| {
        let names: Vec<_> = accepted.iter().chain([actual]).copied().collect();
        Candidate::edit(Advice::AddAudience, vec![Edit::set("audiences", names)]).with("actual", quoted(actual))
    });
    [Some(request), add].into_iter().flatten().collect()
}

/// How a job requests a token for the audience, in the words of its platform. What could end a quotation is left out.
fn request(platform: Platform, audience: &str) -> String {
    let audience: String = audience.chars().filter(|it| !it.is_control() && !"'`".contains(*it)).collect();
    match platform {
        Platform::GithubActions => say::request_at_github(&audience),
        Platform::GitlabCi => say::request_at_gitlab(&audience),
        Platform::Oidc => say::request_elsewhere(&audience),
    }
}

/// Whether the token's owner is the identity's.
fn is_owners_own(identity: &Identity, claims: &Claims) -> bool {
    match (&identity.subject, claims.text("repository_owner")) {
        (Subject::Job(expected), Some(owner)) => same_name(&expected.owner, owner),
        _ => false,
    }
}

/// An issuer is proposed only where nobody but the platform can publish keys, or where it is the trusted one but for a slash.
pub(super) fn of_issuer(identity: &Identity, verifier: &Verifier, claims: &Claims) -> Vec<Candidate> {
    let Some(actual) = claims.text("iss") else { return Vec::new() };
    let set = || {
        let edit = Candidate::edit(Advice::SetIssuer, vec![Edit::set("issuer", actual)]);
        edit.with("actual", quoted(actual)).with("expected", quoted(identity.issuer()))
    };
    let issuer = Issuer::of(actual);
    let is_github = identity.platform() == Platform::GithubActions;
    let is_alike = trusted_alike(verifier, actual).is_some_and(|(_, trusted)| trusted == identity.issuer());
    match issuer {
        _ if verifier.issuer(actual).is_some() => {
            vec![Candidate::words(Advice::UseOtherIdentity).with("actual", quoted(actual))]
        }
        _ if is_alike && identity.platform() == Platform::Oidc => vec![set()],
        _ if is_alike => vec![Candidate::words(Advice::UsePlatformToken)],
        _ if is_github && issuer.is_hosted_by_github() => vec![set()],
        Issuer::GithubEnterpriseServer(host) if is_github => {
            vec![Candidate::words(Advice::TrustEnterprise).with("name", quoted(host)).with("actual", quoted(actual))]
        }
        _ => vec![Candidate::words(Advice::AddIdentityForIssuer).with("actual", quoted(actual))],
    }
}
