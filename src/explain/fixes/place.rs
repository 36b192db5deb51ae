//! What helps when a job ran in another place than the identity expects.

use super::candidate::Candidate;
use super::draft::{Edit, literally, with_name};
use crate::code::Code;
use crate::code::explain::Advice;
use crate::explain::hints::merge_queue_base;
use crate::identity::ExpectedJob;
use crate::job::Job;
use crate::place::{Place, Reference};
use crate::problem::{Problem, quoted};

/// Narrowest first.
pub(super) fn candidates(expected: &ExpectedJob, job: &Job<'_>, problem: &Problem) -> Vec<Candidate> {
    let place = &job.place;
    let patterns = expected.place.reference.as_ref().map(|(_, patterns)| patterns);
    let wanted = problem.expected_value().unwrap_or_default();
    let there = Candidate::words(Advice::RunThere).with("expected", wanted);
    let second = |advice| second(advice, place);
    match (problem.code(), place.reference) {
        (Code::BranchMismatch, Some(Reference::Branch(name))) => {
            let add = match (merge_queue_base(name), patterns) {
                (Some(base), Some(patterns)) => {
                    let queue = format!("gh-readonly-queue/{}/*", literally(base));
                    let names: Vec<_> = patterns.written().map(str::to_owned).chain([queue.clone()]).collect();
                    let edit = Candidate::edit(Advice::AddMergeQueue, vec![Edit::set("branch", names)]);
                    Some(edit.with("name", quoted(base)).with("actual", quoted(&queue)))
                }
                (None, Some(patterns)) => {
                    let edit = Candidate::edit(Advice::AddBranch, vec![Edit::set("branch", with_name(patterns, name))]);
                    Some(edit.with("actual", quoted(name)))
                }
                (_, None) => None,
            };
            [Some(there), add].into_iter().flatten().collect()
        }
        (Code::BranchMismatch, Some(Reference::Tag(_))) => {
            [Some(there), second(Advice::NewIdentityForTag)].into_iter().flatten().collect()
        }
        (Code::TagMismatch, Some(Reference::Tag(name))) => {
            let add = patterns.map(|patterns| {
                let edit = Candidate::edit(Advice::AddTag, vec![Edit::set("tag", with_name(patterns, name))]);
                edit.with("actual", quoted(name))
            });
            [Some(there), add].into_iter().flatten().collect()
        }
        (Code::TagMismatch | Code::PullRequestMismatch, Some(Reference::Branch(_))) => {
            [Some(there), second(Advice::NewIdentityForBranch)].into_iter().flatten().collect()
        }
        (Code::PullRequestMismatch, Some(Reference::Tag(_))) => {
            [Some(there), second(Advice::NewIdentityForTag)].into_iter().flatten().collect()
        }
        (Code::BranchMismatch | Code::TagMismatch | Code::PullRequestMismatch, _) => vec![there],
        (Code::BranchHiddenByPullRequest | Code::TagHiddenByPullRequest, _) => {
            let push = Candidate::words(Advice::RunOnPush).with("expected", wanted);
            [Some(push), second(Advice::NewIdentityForPullRequest)].into_iter().flatten().collect()
        }
        (Code::BranchHiddenByEnvironment | Code::TagHiddenByEnvironment | Code::PullRequestHiddenByEnvironment, _) => {
            let Some(name) = place.environment else { return Vec::new() };
            let remove = Candidate::words(Advice::RemoveEnvironment).with("name", quoted(name)).with("expected", wanted);
            let require = Candidate::edit(Advice::RequireEnvironment, vec![Edit::set("environment", literally(name))]);
            let require = require.with("name", quoted(name)).with("expected", wanted);
            [Some(remove), Some(require), second(Advice::NewIdentityForEnvironment)].into_iter().flatten().collect()
        }
        (Code::EnvironmentMismatch, reference) => {
            let set = Candidate::words(Advice::SetEnvironment).with("expected", wanted);
            let add = match (place.environment, reference, &expected.place.environment) {
                (Some(name), _, Some(patterns)) => {
                    let edit =
                        Candidate::edit(Advice::AddEnvironment, vec![Edit::set("environment", with_name(patterns, name))]);
                    Some(edit.with("name", quoted(name)))
                }
                (None, Some(Reference::Branch(_)), _) if !place.pull_request => second(Advice::NewIdentityForBranch),
                (None, Some(Reference::Tag(_)), _) if !place.pull_request => second(Advice::NewIdentityForTag),
                _ => None,
            };
            [Some(set), add].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// A second identity for exactly the place where the job ran.
fn second(advice: Advice, place: &Place<'_>) -> Option<Candidate> {
    let edits = place_edits(place, advice)?;
    let name = match (advice, place.reference) {
        (Advice::NewIdentityForEnvironment, _) => place.environment.map(quoted),
        (_, Some(Reference::Branch(name) | Reference::Tag(name))) => Some(quoted(name)),
        _ => None,
    };
    Some(Candidate::second(advice, edits).with("name", name.unwrap_or_default()))
}

/// What makes an identity speak of exactly this place; for an environment alone, of any branch and tag that uses it.
pub(super) fn place_edits(place: &Place<'_>, advice: Advice) -> Option<Vec<Edit>> {
    let mut edits: Vec<_> = ["branch", "tag", "environment", "pullRequest"].map(Edit::remove).into();
    edits.extend(place.environment.map(|name| Edit::set("environment", literally(name))));
    match (advice, place.reference) {
        (Advice::NewIdentityForEnvironment, _) => {}
        _ if place.pull_request => edits.push(Edit::set("pullRequest", true)),
        (_, Some(Reference::Branch(name))) => edits.push(Edit::set("branch", literally(name))),
        (_, Some(Reference::Tag(name))) => edits.push(Edit::set("tag", literally(name))),
        _ => return None,
    }
    Some(edits)
}
