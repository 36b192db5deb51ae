//! Whether an identity admits what its author means and no more, told without any token.

pub(crate) mod audiences;
mod finding;
mod example;
mod summary;
mod names;
mod sample;
mod subject_form;
mod trial;
mod probe;
mod examine;
mod overlap;
mod report;
mod text;

pub use example::Example;
pub use finding::Finding;
pub use report::{GradedIdentity, LintReport, LocatedFinding};
pub use summary::Safety;

use crate::code::finding::Grade;
use crate::identity::Identity;
use crate::policy::Policy;

impl Identity {
    /// What the identity admits, told without any token: jobs are made up and held against it.
    #[must_use]
    pub fn safety(&self) -> Safety {
        examine::examine(self)
    }

    /// How much the identity admits; none if it can never match.
    #[must_use]
    pub fn grade(&self) -> Option<Grade> {
        self.safety().grade
    }
}

impl Policy {
    /// What the author of the policy should know, in the order of the document.
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        let mut overlaps = overlap::find(self.identities()).into_iter().peekable();
        let mut findings = Vec::new();
        for (place, identity) in self.identities().iter().enumerate() {
            let parent = format!("/identities/{place}");
            let of_others =
                std::iter::from_fn(|| overlaps.next_if(|(other, _)| *other == place).map(|(_, finding)| finding));
            findings.extend(identity.safety().findings.into_iter().chain(of_others).map(|finding| finding.within(&parent)));
        }
        findings
    }
}
