//! An identity as its document would have it, to try changes on. What comes of a change is read by the policy's own reader,
//! so that nothing is proposed that would not load or not admit.

use serde::Serialize;

use crate::identity::{AcceptedAudiences, Identity, RawSubject, Subject};
use crate::job::MatchBy;
use crate::json_value::Json;
use crate::pattern::Patterns;
use crate::place::RefType;
use crate::policy::Policy;
use crate::problem::member_pointer;

/// One step of a JSON Patch (RFC 6902); `add` also replaces what is there (section 4.1).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// `add` or `remove`.
    pub op: &'static str,
    /// Where in the policy document: a JSON pointer.
    pub path: String,
    /// What to put there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
}

/// A member of an identity to be set or taken away.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edit {
    member: &'static str,
    /// The member of that member, in `claims`.
    claim: Option<String>,
    value: Option<Json>,
}

impl Edit {
    pub(super) fn set(member: &'static str, value: impl Into<Json>) -> Self {
        Self { member, claim: None, value: Some(value.into()) }
    }

    pub(super) const fn remove(member: &'static str) -> Self {
        Self { member, claim: None, value: None }
    }

    pub(super) const fn is_removal(&self) -> bool {
        self.value.is_none()
    }

    pub(super) const fn member(&self) -> &'static str {
        self.member
    }

    pub(super) fn set_condition(claim: &str, value: Json) -> Self {
        Self { member: "claims", claim: Some(claim.to_owned()), value: Some(value) }
    }
}

/// An identity under change.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    members: Json,
}

impl Draft {
    pub(super) fn of(identity: &Identity) -> Self {
        let mut members = Json::object();
        let mut set = |name: &str, value: Option<Json>| {
            if let Some(value) = value {
                members.set(name, value);
            }
        };
        let text = |text: &str| Some(Json::from(text));
        set("name", text(&identity.name));
        set("email", text(&identity.email));
        set("platform", text(identity.platform.as_str()));
        set("issuer", text(&identity.issuer));
        if let AcceptedAudiences::Listed(names) = &identity.audiences {
            set("audiences", Some(list(names)));
        }
        match &identity.subject {
            Subject::Job(job) => {
                set("owner", text(&job.owner));
                set("ownerId", job.owner_id.as_deref().and_then(text));
                set("repository", text(job.repository.as_deref().unwrap_or("*")));
                set("repositoryId", job.repository_id.as_deref().and_then(text));
                set("environment", job.place.environment.as_ref().map(one_or_list));
                set("pullRequest", job.place.pull_request.then_some(Json::Bool(true)));
                if let Some((kind, patterns)) = &job.place.reference {
                    set(if *kind == RefType::Branch { "branch" } else { "tag" }, Some(one_or_list(patterns)));
                }
                set("match", (job.by == MatchBy::Claims).then(|| "claims".into()));
            }
            Subject::Raw(RawSubject::Exact(exact)) => set("subject", text(exact)),
            Subject::Raw(RawSubject::Prefix(prefix)) => set("subject", text(&format!("{prefix}*"))),
            Subject::Unread => {}
        }
        set("workflow", identity.workflow.as_ref().map(one_or_list));
        set("jobWorkflow", identity.job_workflow.as_ref().map(one_or_list));
        set("events", identity.events.as_ref().map(list));
        let mut conditions = None;
        for condition in &identity.conditions {
            if let Some(written) = Json::read(&condition.written) {
                conditions.get_or_insert_with(Json::object).set(&condition.claim, written);
            }
        }
        set("claims", conditions);
        set("maxAge", identity.max_age.map(Json::from));
        set("disabled", identity.disabled.then_some(Json::Bool(true)));
        set("roles", (!identity.roles.is_empty()).then(|| identity.roles().collect()));
        Self { members }
    }

    pub(super) fn change(&mut self, edits: &[Edit]) {
        for edit in edits {
            let members = match &edit.claim {
                None => Some(&mut self.members),
                Some(_) => self.members.get_mut(edit.member),
            };
            let name = edit.claim.as_deref().unwrap_or(edit.member);
            match (members, &edit.value) {
                (Some(members), Some(value)) => members.set(name, value.clone()),
                (Some(members), None) => members.remove(name),
                (None, _) => {}
            }
        }
    }

    /// The identity, if a policy with it would load.
    pub(super) fn identity(&self) -> Option<Identity> {
        let domain = self.members.get("email")?.as_str()?.rsplit_once('@')?.1;
        let mut members = self.members.clone();
        // What an allowed caller may do is no question of who is allowed.
        members.remove("roles");
        let mut document = Json::object();
        document.set("emailDomain", domain);
        document.set("identities", vec![members]);
        Policy::parse(document.to_string().as_bytes()).ok()?.identities().first().cloned()
    }

    /// The patch that makes these edits to the identity at `place` of the document.
    pub(super) fn patch(place: usize, edits: &[Edit]) -> Vec<Operation> {
        let pointer = |edit: &Edit| {
            let claim = edit.claim.as_deref().map(member_pointer).unwrap_or_default();
            format!("/identities/{place}/{}{claim}", edit.member)
        };
        let operation = |edit: &Edit| Operation {
            op: if edit.value.is_some() { "add" } else { "remove" },
            path: pointer(edit),
            value: edit.value.clone(),
        };
        edits.iter().map(operation).collect()
    }

    /// The patch that adds this identity to the document.
    pub(super) fn as_addition(&self) -> Vec<Operation> {
        vec![Operation { op: "add", path: "/identities/-".to_owned(), value: Some(self.members.clone()) }]
    }

    pub(super) fn has(&self, member: &str) -> bool {
        self.members.get(member).is_some()
    }
}

fn list<'t>(texts: impl IntoIterator<Item = &'t String>) -> Json {
    texts.into_iter().map(String::as_str).collect()
}

/// Patterns as a document has them.
pub(super) fn one_or_list(patterns: &Patterns) -> Json {
    let written: Vec<_> = patterns.written().collect();
    match written.as_slice() {
        [one] => Json::from(*one),
        _ => written.into(),
    }
}

/// The patterns with one exact name more.
pub(super) fn with_name(patterns: &Patterns, name: &str) -> Json {
    patterns.written().map(str::to_owned).chain([literally(name)]).collect()
}

/// The pattern that matches this name alone.
pub(super) fn literally(name: &str) -> String {
    name.replace('*', r"\*")
}
