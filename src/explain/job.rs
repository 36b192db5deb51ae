//! The job in one plain sentence.

use super::identity_checks::place_in_words;
use super::origin::{Issuer, dialect};
use crate::claims::Claims;
use crate::identity::{Facts, Platform};
use crate::job::{MatchBy, github};
use crate::messages::explain as say;
use crate::place::{Place, Reference};
use crate::problem::{quoted, quoted_list};
use crate::time::in_words;

/// What the token says of its job. Values are quoted: somebody chose them.
pub(super) fn sentence(facts: &Facts<'_>, is_genuine: bool) -> String {
    let claims = facts.claims();
    let text = |name: &str| claims.text(name).filter(|text| !text.is_empty()).map(quoted);
    let platform = dialect(claims);
    let audiences = claims.audiences().ok().map(quoted_list);
    let date = |name| claims.optional_date(name).ok().flatten();
    let life = date("exp")
        .zip(date("iat"))
        .and_then(|(end, start)| end.rounded_up().as_secs().checked_sub(start.rounded_down().as_secs()).map(in_words));
    let protected = match claims.text("ref_protected") {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    };
    let place = |reference| place(facts, platform, reference);
    let first = match platform {
        Platform::GithubActions => say::job(&say::Job {
            repository: text("repository").or_else(|| job_name(facts, platform)),
            visibility: text("repository_visibility").as_deref().and_then(say::visibility),
            place: place(claims.text("ref").map(Reference::parse)),
            is_protected: protected,
            actor: text("actor"),
            event: text("event_name"),
            workflow: text("workflow"),
            file: claims.text("workflow_ref").zip(claims.text("repository")).and_then(|(reference, repository)| {
                github::workflow_file(reference, repository).map(|file| quoted(&format!("{}{file}", github::WORKFLOWS)))
            }),
            runner: claims.text("runner_environment").and_then(say::runner),
        }),
        Platform::GitlabCi => {
            let reference = match (claims.text("ref"), claims.text("ref_type")) {
                (Some(name), Some("tag")) => Some(Reference::Tag(name)),
                (Some(name), _) => Some(Reference::Branch(name)),
                (None, _) => None,
            };
            say::job(&say::Job {
                repository: text("project_path").or_else(|| job_name(facts, platform)),
                visibility: text("project_visibility").as_deref().and_then(say::visibility),
                place: place(reference),
                is_protected: protected,
                actor: text("user_login"),
                event: text("pipeline_source"),
                workflow: None,
                file: text("ci_config_ref_uri"),
                runner: claims.text("runner_environment").and_then(say::runner),
            })
        }
        Platform::Oidc => {
            let issuer = claims.text("iss").filter(|issuer| !issuer.is_empty()).map(|issuer| Issuer::of(issuer).name());
            say::other_job(issuer.as_deref(), text("sub").as_deref())
        }
    };
    say::sentence(&first, audiences.as_deref(), life.as_deref(), is_genuine)
}

/// Where it ran and for whom it was made, in a few words.
pub(super) fn where_and_for_whom(facts: &Facts<'_>) -> Option<String> {
    let claims = facts.claims();
    let platform = dialect(claims);
    let audiences = claims.audiences().ok().map(quoted_list);
    let name = job_name(facts, platform).or_else(|| claims.subject().map(quoted))?;
    let place = match facts.job(platform, MatchBy::Subject) {
        Some(Ok(job)) => Some(place_in_words(&job.place)),
        _ => None,
    };
    Some(say::where_and_for_whom(&name, place.as_deref(), audiences.as_deref()))
}

/// Where it ran: as the platform's grammar reads it, or from the plain claims.
fn place(facts: &Facts<'_>, platform: Platform, reference: Option<Reference<'_>>) -> Option<String> {
    let claims: &Claims = facts.claims();
    if let Some(Ok(job)) = facts.job(platform, MatchBy::Subject) {
        let reference = job.place.reference.or(reference);
        return Some(place_in_words(&Place { reference, ..job.place }));
    }
    let environment = claims.text("environment");
    let pull_request =
        claims.text("event_name") == Some("pull_request") || claims.text("pipeline_source") == Some("merge_request_event");
    (environment.is_some() || pull_request || reference.is_some()).then(|| {
        place_in_words(&Place {
            environment,
            pull_request,
            reference,
            environment_hides: false,
            pointer: "",
            reference_pointer: "",
        })
    })
}

fn job_name(facts: &Facts<'_>, platform: Platform) -> Option<String> {
    let job = facts.job(platform, MatchBy::Subject)?.as_ref().ok()?;
    Some(quoted(&format!("{}/{}", job.owner, job.repository)))
}
