//! The narrowest identity that admits a token.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::claims::{Claims, Unverified};
use crate::code::Code;
use crate::identity::{Facts, OUTSIDE_CODE_EVENTS, Platform};
use crate::job::github::is_id;
use crate::job::{self, Job, MatchBy, github, gitlab};
use crate::json_value::Json;
use crate::matches::Match;
use crate::messages::phrases as say;
use crate::pattern::Pattern;
use crate::place::Reference;
use crate::policy::draft::{self, Draft, slug};
use crate::policy::{Policy, default_issuer, platform_of};
use crate::problem::{Problem, Source, quoted};
use crate::safety::Safety;
use crate::safety::audiences::service_of;
use crate::time::UnixTime;

/// A policy with one identity, which admits one token and as little else as can be.
///
/// Name and e-mail are made up from the token and are there to be edited; roles are left to the author.
#[derive(Clone, Debug)]
pub struct Suggestion {
    document: String,
    /// Of one identity.
    policy: Policy,
    safety: Safety,
}

/// Suggests the narrowest identity that admits a token of these claims.
///
/// Nothing is known about the token: whoever uses the suggestion should know that the token is theirs.
///
/// # Errors
/// If the claims lack what tells the job from others, contradict each other, or name something that no policy can name.
pub fn suggest(claims: &Unverified<Claims>) -> Result<Suggestion, Problem> {
    suggest_by(claims.peek_unverified())
}

/// The same for claims that came without a token.
pub(crate) fn suggest_by(claims: &Claims) -> Result<Suggestion, Problem> {
    let issuer = job::required(claims, "iss")?;
    let platform = platform_of(issuer).unwrap_or_else(|| platform_by_claims(claims));
    let mut draft = Draft::default();
    draft.set("platform", platform.as_str());
    draft.set_optional("issuer", (default_issuer(platform) != Some(issuer)).then_some(issuer));
    draft.set("audiences", vec![own_audience(claims)?]);
    let name = match platform {
        Platform::Oidc => describe_subject(claims, &mut draft)?,
        Platform::GithubActions | Platform::GitlabCi => describe_job(claims, platform, &mut draft)?,
    };
    draft.set("email", format!("{}@workload.bytebase.com", slug(&name)));
    draft.set("name", name);
    let document = draft::document(&[draft], &[]);
    let policy = Policy::parse(document.as_bytes()).map_err(|faults| first(faults, claims))?;
    let identity = policy.identities().first().ok_or_else(|| first(Vec::new(), claims))?;
    // The age of the token says nothing about the next one's.
    let refused = Match::new(identity, &Facts::as_if(claims, UnixTime::from_secs(0))).mismatches().first().cloned();
    match refused {
        Some(problem) => Err(problem),
        None => Ok(Suggestion { safety: identity.safety(), document, policy }),
    }
}

impl Suggestion {
    /// The policy document, with line breaks and in the order of the documentation.
    #[must_use]
    pub fn document(&self) -> &str {
        &self.document
    }

    /// The same, loaded: a policy with one identity.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What the identity admits besides.
    #[must_use]
    pub const fn safety(&self) -> &Safety {
        &self.safety
    }
}

impl Serialize for Suggestion {
    /// `policy`, the document as an object, and `safety`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("Suggestion", 2)?;
        flat.serialize_field("policy", &Json::read(&self.document))?;
        flat.serialize_field("safety", &self.safety)?;
        flat.end()
    }
}

/// Enterprise Servers and self-managed GitLab have issuers of their own; their claims tell.
fn platform_by_claims(claims: &Claims) -> Platform {
    let has = |names: &[&str]| names.iter().all(|name| claims.text(name).is_some());
    if has(&["repository", "repository_owner", "event_name", "workflow_ref"]) {
        Platform::GithubActions
    } else if has(&["project_path", "namespace_path", "project_id", "ref_type"]) {
        Platform::GitlabCi
    } else {
        Platform::Oidc
    }
}

/// One audience of the token, if possible none that belongs to another service.
fn own_audience(claims: &Claims) -> Result<&str, Problem> {
    let audiences = claims.audiences()?;
    let own = audiences.iter().find(|audience| service_of(audience).is_none());
    own.or(audiences.first()).copied().ok_or_else(|| Problem::claim(Code::ClaimMalformed, "aud").expected(say::AN_AUDIENCE))
}

/// Owner, repository and place; gives a name for the identity.
fn describe_job(claims: &Claims, platform: Platform, draft: &mut Draft) -> Result<String, Problem> {
    let read = |by| match platform {
        Platform::GitlabCi => gitlab::read(claims, by),
        Platform::GithubActions | Platform::Oidc => github::read(claims, by),
    };
    let job = match read(MatchBy::Subject) {
        Err(problem) if problem.code() == Code::SubjectCustomised => {
            draft.set("match", "claims");
            read(MatchBy::Claims)?
        }
        job => job?,
    };
    let Job { owner, repository, place } = job;
    draft.set("owner", owner);
    draft.set("repository", repository);
    let (owner_id, repository_id) = platform.id_claims();
    for (member, claim) in [("ownerId", owner_id), ("repositoryId", repository_id)] {
        draft.set_optional(member, claims.text(claim).filter(|id| is_id(id)));
    }
    let mut words = Vec::new();
    if let Some(environment) = place.environment {
        draft.set("environment", Pattern::escape(environment));
        words.push(environment);
    }
    match place.reference {
        _ if place.pull_request => {
            draft.set("pullRequest", true);
            words.push(say::PULL_REQUESTS);
        }
        Some(Reference::Branch(name)) => {
            draft.set("branch", Pattern::escape(name));
            words.push(name);
        }
        Some(Reference::Tag(name)) => {
            draft.set("tag", Pattern::escape(name));
            words.push(name);
        }
        Some(Reference::Other(_)) | None => {}
    }
    if let Some(event) = claims.text("event_name").filter(|event| OUTSIDE_CODE_EVENTS.contains(event)) {
        draft.set("events", vec![event]);
    }
    Ok(format!("{owner}/{repository} {}", words.join(" ")).trim().to_owned())
}

/// The exact subject. One with a star cannot be written as a pattern, but as a claim.
fn describe_subject(claims: &Claims, draft: &mut Draft) -> Result<String, Problem> {
    let subject = job::required(claims, "sub")?;
    if subject.contains('*') {
        let mut claims = Json::object();
        claims.set("sub", subject);
        draft.set("claims", claims);
    } else {
        draft.set("subject", subject);
    }
    Ok(subject.to_owned())
}

/// Why the claims make no policy that loads. The fault is told where the token has it.
fn first(faults: Vec<Problem>, claims: &Claims) -> Problem {
    let Some(fault) = faults.into_iter().next() else {
        return Problem::new(Code::PlaceMissing, Source::Claims, "").expected(say::CLAIMS_THAT_TELL_THE_PLACE);
    };
    let claim = match fault.pointer().rsplit('/').next() {
        Some("issuer") => "iss",
        Some("0") if fault.pointer().contains("/audiences/") => "aud",
        _ => "sub",
    };
    let actual = quoted(claims.text(claim).unwrap_or_default());
    Problem::claim(fault.code(), claim).expected(fault.expected_value().unwrap_or_default()).actual(actual)
}
