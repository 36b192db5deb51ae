//! A decision in words, for the operator.

use super::{Allowed, Decision, Denied};
use crate::code::explain::Role;
use crate::identity::Identity;
use crate::messages::page as say;
use crate::page::{Page, Span};
use crate::problem::Problem;
use crate::time::UnixTime;

impl Decision<'_> {
    /// The decision in lines of at most `width` columns, but for long names: by which identity and until when, or why not and
    /// what to do about it. It reveals the policy.
    #[must_use]
    pub fn lines(&self, now: UnixTime, width: usize) -> Vec<Vec<Span>> {
        let mut page = Page::new(width);
        match self {
            Self::Allow(allowed) => allow(&mut page, allowed, now),
            Self::Reject(problem) => refuse(&mut page, Role::Bad, &say::rejected(problem.code().as_str()), problem),
            Self::Deny(denied) => deny(&mut page, denied),
        }
        page.into_lines()
    }
}

fn allow(page: &mut Page, allowed: &Allowed<'_>, now: UnixTime) {
    let (identity, verified) = (allowed.identity(), allowed.verified());
    let (word, rest) = say::allowed(&in_one_line(identity));
    page.line(&[(Role::Good, word), (Role::Plain, &rest)]);
    page.gap();
    let roles = identity.roles().collect::<Vec<_>>().join(", ");
    let expires = verified.expires_at();
    let [subject_label, roles_label, expires_label] = say::labels_of_allowed();
    page.field(2, subject_label, verified.claims().subject().unwrap_or(say::none()));
    page.field(2, roles_label, if roles.is_empty() { say::none() } else { &roles });
    page.field(2, expires_label, &say::date(&expires.in_utc(), &expires.relative_to(now)));
}

fn deny(page: &mut Page, denied: &Denied<'_>) {
    refuse(page, Role::Doubtful, &say::denied(denied.problem().code().as_str()), denied.problem());
    let Some(first) = denied.nearest().first() else { return };
    page.field(2, say::label_of_identity(), &in_one_line(first.identity()));
    if denied.nearest().len() == 1 && first.mismatches().len() == 1 {
        return;
    }
    page.heading(say::heading_nearest());
    for one in denied.nearest().iter().take(Denied::MOST_TOLD) {
        page.gap();
        page.text(2, &in_one_line(one.identity()));
        for problem in one.mismatches() {
            let begin = [(Role::Plain, "- "), (Role::Label, problem.code().as_str()), (Role::Plain, ": ")];
            page.item(4, &begin, &problem.message(), problem.fix().as_deref());
        }
    }
}

fn refuse(page: &mut Page, role: Role, (word, rest): &(&str, String), problem: &Problem) {
    page.line(&[(role, word), (Role::Plain, rest)]);
    page.gap();
    page.problem(2, problem);
}

fn in_one_line(identity: &Identity) -> String {
    say::identity(identity.email(), identity.name())
}
