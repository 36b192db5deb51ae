//! Finding the few identities that a token could match among any number, so that a policy of a hundred thousand decides as
//! fast as one of ten.

use std::collections::BinaryHeap;

use crate::by_name::{ByName, sorted};
use crate::directory::Directory;
use crate::identity::{Facts, Platform, RawSubject, Subject};
use crate::job::MatchBy;
use crate::policy::Policy;

/// Where the identities of a policy stand, by what a token must say to match them.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    by_email: Directory,
    /// The first few that are in use.
    first: Vec<usize>,
    issuers: ByName<OfIssuer>,
}

#[derive(Clone, Debug, Default)]
struct OfIssuer {
    /// The ways in which its identities read a job.
    readings: Vec<(Platform, MatchBy)>,
    /// By owner and repository in lower case; `*` is every repository.
    by_repository: Directory,
    /// By owner alone and by repository alone, for the nearest of those that do not match.
    by_owner: Directory,
    by_name: Directory,
    /// By the claim of a pinned id and the id, for those whose owner or repository was renamed.
    by_id: Directory,
    by_subject: Directory,
    by_prefix: Prefixes,
    /// Those that say nothing of the subject.
    others: Vec<usize>,
}

impl Index {
    pub(crate) fn new(policy: &Policy) -> Self {
        let issuers = policy.issuers().map(|_| OfIssuer::default());
        let mut index = Self { by_email: Directory::default(), first: Vec::new(), issuers };
        for (place, identity) in policy.identities().iter().enumerate() {
            index.by_email.enter(identity.email(), place);
            if identity.is_disabled() {
                continue;
            }
            if index.first.len() < MOST_NEIGHBOURS {
                index.first.push(place);
            }
            // INVARIANT: the issuer of every identity is among them.
            let Some(of_issuer) = index.issuers.get_mut(identity.issuer()) else { continue };
            match &identity.subject {
                Subject::Job(job) => {
                    if !of_issuer.readings.contains(&(identity.platform(), job.by)) {
                        of_issuer.readings.push((identity.platform(), job.by));
                    }
                    let key = repository_key(&job.owner, job.repository.as_deref().unwrap_or("*"));
                    of_issuer.by_repository.enter(&key, place);
                    of_issuer.by_owner.enter(&job.owner.to_ascii_lowercase(), place);
                    if let Some(name) = &job.repository {
                        of_issuer.by_name.enter(&name.to_ascii_lowercase(), place);
                    }
                    for (claim, id) in identity.pinned_ids() {
                        of_issuer.by_id.enter(&id_key(claim, id), place);
                    }
                }
                Subject::Raw(RawSubject::Exact(subject)) => {
                    of_issuer.by_subject.enter(subject, place);
                }
                Subject::Raw(RawSubject::Prefix(prefix)) => {
                    of_issuer.by_prefix.places.enter(prefix, place);
                }
                Subject::Unread => of_issuer.others.push(place),
            }
        }
        for of_issuer in index.issuers.values_mut() {
            of_issuer.by_prefix.chain();
        }
        index
    }

    pub(crate) fn with_email(&self, email: &str) -> Option<usize> {
        self.by_email.places(email).first().copied()
    }

    /// The first few that are in use, in the order of the document.
    pub(crate) fn first(&self) -> &[usize] {
        &self.first
    }

    /// Every identity in use that could match, in the order of the document; the rest cannot.
    pub(crate) fn candidates(&self, facts: &Facts<'_>) -> Vec<usize> {
        let Some(of_issuer) = self.issuers.get(facts.issuer()) else { return Vec::new() };
        let mut found = of_issuer.others.clone();
        for (owner, repository) in of_issuer.jobs(facts) {
            for repository in [repository, "*"] {
                let key = repository_key(owner, repository);
                found.extend(of_issuer.by_repository.places(&key));
            }
        }
        if let Some(subject) = facts.subject() {
            found.extend(of_issuer.by_subject.places(subject));
            found.extend(of_issuer.by_prefix.of(subject));
        }
        // A heap sorts with a tenth of the code that `sort` has.
        let mut found = BinaryHeap::from(found).into_sorted_vec();
        found.dedup();
        found
    }

    /// Identities of the same owner or repository, by id or by name, for a token that matches none: a bounded number.
    pub(crate) fn neighbours(&self, facts: &Facts<'_>) -> Vec<usize> {
        let Some(of_issuer) = self.issuers.get(facts.issuer()) else { return Vec::new() };
        let mut found = Vec::new();
        let mut add = |places: &[usize]| found.extend_from_slice(places.get(..MOST_OF_A_KIND).unwrap_or(places));
        for (platform, _) in &of_issuer.readings {
            for claim in <[_; 2]>::from(platform.id_claims()) {
                if let Some(id) = facts.claims().text(claim) {
                    add(of_issuer.by_id.places(&id_key(claim, id)));
                }
            }
        }
        for (_, name) in of_issuer.jobs(facts) {
            add(of_issuer.by_name.places(&name.to_ascii_lowercase()));
        }
        for (owner, _) in of_issuer.jobs(facts) {
            add(of_issuer.by_owner.places(&owner.to_ascii_lowercase()));
        }
        found
    }
}

impl OfIssuer {
    /// Owner and repository, in each way in which an identity of this issuer reads them.
    fn jobs<'f>(&'f self, facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f str, &'f str)> {
        let read = |(platform, by): &(Platform, MatchBy)| facts.job(*platform, *by)?.as_ref().ok();
        self.readings.iter().filter_map(read).map(|job| (job.owner, job.repository))
    }
}

/// Names hold no slash but for GitLab's groups, whose last one is before the project: no two repositories share a key.
fn repository_key(owner: &str, repository: &str) -> String {
    let mut key = [owner, "/", repository].concat();
    key.make_ascii_lowercase();
    key
}

fn id_key(claim: &str, id: &str) -> String {
    [claim, "/", id].concat()
}

/// Prefixes in order, each with the longest other one that begins it: all prefixes of a text are one search and one chain.
#[derive(Clone, Debug, Default)]
struct Prefixes {
    /// Of the identities that have each.
    places: Directory,
    /// Each once, with where here the longest other one stands that begins it.
    ordered: Vec<(String, Option<usize>)>,
}

impl Prefixes {
    /// Puts them in order and finds for each the longest that begins it.
    fn chain(&mut self) {
        let mut chain: Vec<usize> = Vec::new();
        for (place, text) in sorted(self.places.names()).into_iter().enumerate() {
            let begins = |last: &usize| self.ordered.get(*last).is_some_and(|(last, _)| text.starts_with(last));
            while chain.last().is_some_and(|last| !begins(last)) {
                chain.pop();
            }
            self.ordered.push((text.to_owned(), chain.last().copied()));
            chain.push(place);
        }
    }

    fn of(&self, text: &str) -> impl Iterator<Item = &usize> {
        let before = self.ordered.partition_point(|(prefix, _)| prefix.as_str() <= text).checked_sub(1);
        let at = |place: usize| self.ordered.get(place);
        let chain = std::iter::successors(before.and_then(at), move |(_, shorter)| at((*shorter)?));
        chain.filter(move |(prefix, _)| text.starts_with(prefix)).flat_map(|(prefix, _)| self.places.places(prefix))
    }
}

/// With those that could not match at all, a refusal tells so many identities how near they came; so more of the first are never asked for.
pub(crate) const MOST_NEIGHBOURS: usize = 10;
const MOST_OF_A_KIND: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_prefixes_of_a_text_are_found_and_no_other() {
        let texts = ["b", "a", "ab", "abc", "ab", "abd", "repo:x/", "repo:x/y:", "repo:x/z:", "a"];
        let mut prefixes = Prefixes::default();
        for (place, text) in texts.iter().enumerate() {
            prefixes.places.enter(text, place);
        }
        prefixes.chain();
        for text in ["abcd", "abx", "ac", "a", "", "repo:x/y:ref", "repo:x/yy", "c"] {
            let mut found: Vec<_> = prefixes.of(text).copied().collect();
            found.sort_unstable();
            let expected: Vec<_> = (0..texts.len()).filter(|place| text.starts_with(texts[*place])).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
