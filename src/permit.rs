//! What an allowed caller may do: methods and paths, in one project where the identity is one's.

use crate::code::Code;
use crate::decision::{Decision, Denied};
use crate::gate::Gate;
use crate::identity::Identity;
use crate::messages::phrases as say;
use crate::policy::Policy;
use crate::problem::{Problem, Source, quoted, quoted_list};
use crate::role::{PROJECTS, is_in_project};

impl Gate {
    /// Denies to a caller who would be let in what is outside the identity's project, and what none of its roles permits: this
    /// method on the path of this request target, as [`Identity::permits`] has it. A policy without `roles` leaves the latter to
    /// the host.
    pub fn permit<'g>(&'g self, decision: Decision<'g>, method: &str, target: &str) -> Decision<'g> {
        let Decision::Allow(allowed) = &decision else { return decision };
        let identity = allowed.identity();
        if !self.policy().has_roles() && identity.reaches(target) {
            return decision;
        }
        match refusal(self.policy(), identity, method, target) {
            Some(problem) => Decision::Deny(Denied::outright(problem)),
            None => decision,
        }
    }
}

impl Identity {
    /// Whether one of its roles permits the method on the path of a request target, and the path is in its project if it has one.
    ///
    /// Both compare exactly; the query is left out. A target that some server might normalise (`//`, `..`, a backslash, an
    /// encoded slash …) is never permitted. In a project is `/v1/projects/PROJECT` and what is below.
    #[must_use]
    pub fn permits(&self, method: &str, target: &str) -> bool {
        self.reaches(target) && self.roles.iter().any(|role| role.permits(method, target))
    }

    /// Whether the path of a request target is in its project, if it has one.
    pub(crate) fn reaches(&self, target: &str) -> bool {
        self.project.as_deref().is_none_or(|project| is_in_project(target, project))
    }
}

/// Why the identity may not do this.
pub(crate) fn refusal(policy: &Policy, identity: &Identity, method: &str, target: &str) -> Option<Problem> {
    if identity.permits(method, target) {
        return None;
    }
    // Without the query, which may hold secrets.
    let request = say::method_on_path(&quoted(method), &quoted(target.split('?').next().unwrap_or_default()));
    let problem = |code| Problem::new(code, Source::Request, "");
    if let Some(project) = identity.project().filter(|_| !identity.reaches(target)) {
        let expected = say::path_or_below(&quoted(&format!("{PROJECTS}{project}")));
        return Some(problem(Code::RequestOutsideProject).expected(expected).actual(request));
    }
    let roles = policy.roles().unwrap_or_default().iter().take(MOST_ROLES).filter(|role| role.permits(method, target));
    let mut permitting = roles.map(|role| role.name.as_str()).peekable();
    let expected = match permitting.peek() {
        Some(_) => say::one_of_roles(&quoted_list(permitting)),
        None => say::NO_ROLE_PERMITS.to_owned(),
    };
    let actual = say::with_roles(&request, &quoted_list(identity.roles()));
    Some(problem(Code::RequestNotPermitted).expected(expected).actual(actual))
}

/// So many roles are asked whether they would permit what was refused. Real policies have a few.
const MOST_ROLES: usize = 256;
