//! An identity as its document would have it, to try changes on. What comes of a change is read by the policy's own reader,
//! so that nothing is proposed that would not load or not admit.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::identity::{AcceptedAudiences, Identity, RawSubject, Subject};
use crate::job::MatchBy;
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
    pub value: Option<Value>,
}

/// A member of an identity to be set or taken away.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edit {
    member: &'static str,
    /// The member of that member, in `claims`.
    claim: Option<String>,
    value: Option<Value>,
}

impl Edit {
    pub(super) fn set(member: &'static str, value: impl Into<Value>) -> Self {
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

    pub(super) fn set_condition(claim: &str, value: Value) -> Self {
        Self { member: "claims", claim: Some(claim.to_owned()), value: Some(value) }
    }
}

/// An identity under change.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    members: Map<String, Value>,
}

impl Draft {
    pub(super) fn of(identity: &Identity) -> Self {
        let mut draft = Self { members: Map::new() };
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                draft.members.insert(name.to_owned(), value);
            }
        };
        set("name", Some(json!(identity.name)));
        set("email", Some(json!(identity.email)));
        set("platform", Some(json!(identity.platform.as_str())));
        set("issuer", Some(json!(&*identity.issuer)));
        if let AcceptedAudiences::Listed(names) = &identity.audiences {
            set("audiences", Some(json!(names)));
        }
        match &identity.subject {
            Subject::Job(job) => {
                set("owner", Some(json!(job.owner)));
                set("ownerId", job.owner_id.as_ref().map(|id| json!(id)));
                set("repository", Some(json!(job.repository.as_deref().unwrap_or("*"))));
                set("repositoryId", job.repository_id.as_ref().map(|id| json!(id)));
                set("environment", job.place.environment.as_ref().map(one_or_list));
                set("pullRequest", job.place.pull_request.then_some(json!(true)));
                if let Some((kind, patterns)) = &job.place.reference {
                    set(if *kind == RefType::Branch { "branch" } else { "tag" }, Some(one_or_list(patterns)));
                }
                set("match", (job.by == MatchBy::Claims).then(|| json!("claims")));
            }
            Subject::Raw(RawSubject::Exact(exact)) => set("subject", Some(json!(exact))),
            Subject::Raw(RawSubject::Prefix(prefix)) => set("subject", Some(json!(format!("{prefix}*")))),
            Subject::Unread => {}
        }
        set("workflow", identity.workflow.as_ref().map(one_or_list));
        set("jobWorkflow", identity.job_workflow.as_ref().map(one_or_list));
        set("events", identity.events.as_ref().map(|events| json!(events)));
        let conditions: Map<_, _> = identity
            .conditions
            .iter()
            .filter_map(|condition| Some((condition.claim.clone(), serde_json::from_str(&condition.written).ok()?)))
            .collect();
        set("claims", (!conditions.is_empty()).then_some(Value::Object(conditions)));
        set("maxAge", identity.max_age.map(|age| json!(age)));
        set("disabled", identity.disabled.then_some(json!(true)));
        let roles: Vec<_> = identity.roles().collect();
        set("roles", (!roles.is_empty()).then(|| json!(roles)));
        draft
    }

    pub(super) fn change(&mut self, edits: &[Edit]) {
        for edit in edits {
            let members = match &edit.claim {
                None => Some(&mut self.members),
                Some(_) => self.members.get_mut(edit.member).and_then(Value::as_object_mut),
            };
            let name = edit.claim.as_deref().unwrap_or(edit.member);
            match (members, &edit.value) {
                (Some(members), Some(value)) => drop(members.insert(name.to_owned(), value.clone())),
                (Some(members), None) => drop(members.remove(name)),
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
        let document = json!({ "emailDomain": domain, "identities": [members] });
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
        vec![Operation { op: "add", path: "/identities/-".to_owned(), value: Some(Value::Object(self.members.clone())) }]
    }

    pub(super) fn has(&self, member: &str) -> bool {
        self.members.contains_key(member)
    }
}

/// Patterns as a document has them.
pub(super) fn one_or_list(patterns: &Patterns) -> Value {
    let written: Vec<_> = patterns.written().collect();
    match written.as_slice() {
        [one] => json!(one),
        several => json!(several),
    }
}

/// The patterns with one exact name more.
pub(super) fn with_name(patterns: &Patterns, name: &str) -> Value {
    json!(patterns.written().map(str::to_owned).chain([literally(name)]).collect::<Vec<_>>())
}

/// The pattern that matches this name alone.
pub(super) fn literally(name: &str) -> String {
    name.replace('*', r"\*")
}
