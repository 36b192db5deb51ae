//! What helps when workflow, event, a further claim or the age do not fit.

use super::candidate::Candidate;
use super::draft::{Edit, with_name};
use crate::code::Code;
use crate::code::check::Check;
use crate::code::explain::Advice;
use crate::condition::{Condition, Scalar, Test};
use crate::identity::{Facts, Identity, OUTSIDE_CODE_EVENTS};
use crate::job::github;
use crate::json_value::Json;
use crate::problem::{Problem, member_pointer, quoted};

/// Narrowest first.
pub(super) fn candidates(identity: &Identity, facts: &Facts<'_>, check: Check, problem: &Problem) -> Vec<Candidate> {
    let wanted = problem.expected_value().unwrap_or_default();
    match (check, problem.code()) {
        (Check::Enabled, _) => vec![Candidate::edit(Advice::EnableIdentity, vec![Edit::remove("disabled")])],
        (Check::Workflow, Code::WorkflowMismatch) => {
            let run = Candidate::words(Advice::RunFromFile).with("expected", wanted);
            [Some(run), add_workflow(identity, facts)].into_iter().flatten().collect()
        }
        (Check::JobWorkflow, Code::JobWorkflowMismatch) => {
            let call = Candidate::words(Advice::CallWorkflow).with("expected", wanted);
            let add =
                identity.job_workflow.as_ref().zip(facts.claims().text("job_workflow_ref")).map(|(patterns, actual)| {
                    let edit = Edit::set("jobWorkflow", with_name(patterns, actual));
                    Candidate::edit(Advice::AddJobWorkflow, vec![edit]).with("actual", quoted(actual))
                });
            [Some(call), add].into_iter().flatten().collect()
        }
        (Check::Event, Code::EventNotAllowed) => {
            let trigger = Candidate::words(Advice::TriggerOtherwise).with("expected", wanted);
            let event = facts.claims().text("event_name").filter(|event| !OUTSIDE_CODE_EVENTS.contains(event));
            let allow = identity.events.as_ref().zip(event).map(|(events, event)| {
                let events: Vec<_> = events.iter().map(String::as_str).chain([event]).collect();
                Candidate::edit(Advice::AllowEvent, vec![Edit::set("events", events)]).with("actual", quoted(event))
            });
            [Some(trigger), allow].into_iter().flatten().collect()
        }
        (Check::Condition, _) => {
            let fit =
                Candidate::words(Advice::FitCondition).with("name", quoted(claim_of(problem))).with("expected", wanted);
            let condition = identity.conditions.iter().find(|it| problem.pointer() == member_pointer(&it.claim));
            [Some(fit), condition.and_then(|it| extend_condition(it, facts))].into_iter().flatten().collect()
        }
        (Check::Age, Code::TokenTooOld) => {
            let issued = facts.claims().optional_date("iat").ok().flatten();
            let age = issued.map(|date| facts.now().as_secs().saturating_sub(date.rounded_down().as_secs()));
            let raise = age.map(|age| {
                let edit = Candidate::edit(Advice::RaiseMaxAge, vec![Edit::set("maxAge", age)]);
                edit.with("actual", crate::time::in_words(age))
            });
            [Some(Candidate::words(Advice::RequestFreshToken)), raise].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

fn add_workflow(identity: &Identity, facts: &Facts<'_>) -> Option<Candidate> {
    let (patterns, claims) = (identity.workflow.as_ref()?, facts.claims());
    let file = github::workflow_file(claims.text("workflow_ref")?, claims.text("repository")?)?;
    let name = claims.text("workflow").filter(|name| patterns.written().any(|written| written == *name));
    Some(match name {
        Some(name) => {
            let files: Vec<_> = patterns.written().map(|written| if written == name { file } else { written }).collect();
            let edit = Candidate::edit(Advice::NameWorkflowFile, vec![Edit::set("workflow", files)]);
            edit.with("actual", quoted(file)).with("expected", quoted(name))
        }
        None => {
            let edit = Candidate::edit(Advice::AddWorkflow, vec![Edit::set("workflow", with_name(patterns, file))]);
            edit.with("actual", quoted(file))
        }
    })
}

fn extend_condition(condition: &Condition, facts: &Facts<'_>) -> Option<Candidate> {
    let Test::OneOf(scalars) = &condition.test else { return None };
    let actual = facts.claims().get(&condition.claim)?;
    Scalar::read(actual)?;
    let actual = Json::read(&actual.to_string())?;
    let written = Json::read(&condition.written)?;
    let before = match written.get("oneOf") {
        Some(Json::List(values)) => values.clone(),
        _ => vec![written],
    };
    debug_assert_eq!(before.len(), scalars.len());
    let all: Vec<_> = before.into_iter().chain([actual.clone()]).collect();
    let mut one_of = Json::object();
    one_of.set("oneOf", all);
    let edit = Edit::set_condition(&condition.claim, one_of);
    let candidate = Candidate::edit(Advice::ExtendCondition, vec![edit]);
    Some(candidate.with("name", quoted(&condition.claim)).with("actual", quoted(&actual.to_string())))
}

fn claim_of(problem: &Problem) -> &str {
    problem.pointer().trim_start_matches('/')
}
