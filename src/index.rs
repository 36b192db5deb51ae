//! Finding the few identities that a token could match among any number, so that a policy of a hundred thousand decides as
//! fast as one of ten.

use std::collections::BinaryHeap;

use crate::directory::Directory;
use crate::identity::{Facts, Identity, Platform, RawSubject, Subject};
use crate::job::MatchBy;

/// Where the identities of a policy stand, by what a token must say to match them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    by_email: Directory,
    /// The first few that are in use.
    first: Vec<usize>,
    /// In the order of their names.
    issuers: Vec<(String, OfIssuer)>,
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
    /// `issuers` are those of the identities, in order.
    pub(crate) fn new<'i>(issuers: impl Iterator<Item = &'i str>, identities: &[Identity]) -> Self {
        let issuers = issuers.map(|name| (name.to_owned(), OfIssuer::default())).collect();
        let mut index = Self { issuers, ..Self::default() };
        for (place, identity) in identities.iter().enumerate() {
            index.by_email.enter(identity.email(), place);
            if identity.is_disabled() {
                continue;
            }
            if index.first.len() < MOST_NEIGHBOURS {
                index.first.push(place);
            }
            let found = index.place_of_issuer(identity.issuer()).and_then(|place| index.issuers.get_mut(place));
            // INVARIANT: the issuer of every identity is among them.
            let Some((_, of_issuer)) = found else { continue };
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
                    of_issuer.by_prefix.0.push(Prefix { text: prefix.clone(), place, shorter: None });
                }
                Subject::Unread => of_issuer.others.push(place),
            }
        }
        for (_, of_issuer) in &mut index.issuers {
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
        let Some(of_issuer) = self.of_issuer(facts) else { return Vec::new() };
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
        let Some(of_issuer) = self.of_issuer(facts) else { return Vec::new() };
        let of_id = |claim: &'static str| Some(of_issuer.by_id.places(&id_key(claim, facts.claims().text(claim)?)));
        let of_name = |(_, name): (&str, &str)| of_issuer.by_name.places(&name.to_ascii_lowercase());
        let of_owner = |(owner, _): (&str, &str)| of_issuer.by_owner.places(&owner.to_ascii_lowercase());
        let ids = of_issuer.readings.iter().flat_map(|(platform, _)| <[_; 2]>::from(platform.id_claims())).filter_map(of_id);
        let names = of_issuer.jobs(facts).map(of_name).chain(of_issuer.jobs(facts).map(of_owner));
        ids.chain(names).flat_map(|places| places.iter().take(MOST_OF_A_KIND)).copied().collect()
    }

    fn of_issuer(&self, facts: &Facts<'_>) -> Option<&OfIssuer> {
        self.issuers.get(self.place_of_issuer(facts.issuer())?).map(|(_, of_issuer)| of_issuer)
    }

    fn place_of_issuer(&self, issuer: &str) -> Option<usize> {
        self.issuers.binary_search_by(|(name, _)| name.as_str().cmp(issuer)).ok()
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
struct Prefixes(Vec<Prefix>);

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Prefix {
    text: String,
    place: usize,
    shorter: Option<usize>,
}

impl Prefixes {
    /// Puts them in order and finds for each the longest that begins it.
    fn chain(&mut self) {
        let mut sorted = BinaryHeap::from(std::mem::take(&mut self.0)).into_sorted_vec();
        let mut chain: Vec<usize> = Vec::new();
        for place in 0..sorted.len() {
            let text = sorted.get(place).map(|prefix| prefix.text.clone()).unwrap_or_default();
            while chain.last().and_then(|last| sorted.get(*last)).is_some_and(|last| !text.starts_with(&last.text)) {
                chain.pop();
            }
            if let Some(prefix) = sorted.get_mut(place) {
                prefix.shorter = chain.last().copied();
            }
            chain.push(place);
        }
        self.0 = sorted;
    }

    fn of(&self, text: &str) -> impl Iterator<Item = &usize> {
        let before = self.0.partition_point(|prefix| prefix.text.as_str() <= text).checked_sub(1);
        let chain = std::iter::successors(before.and_then(|place| self.0.get(place)), |prefix| self.0.get(prefix.shorter?));
        chain.filter(move |prefix| text.starts_with(&prefix.text)).map(|prefix| &prefix.place)
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
        let prefix = |(place, text): (usize, &&str)| Prefix { text: (*text).to_owned(), place, shorter: None };
        let mut prefixes = Prefixes(texts.iter().enumerate().map(prefix).collect());
        prefixes.chain();
        for text in ["abcd", "abx", "ac", "a", "", "repo:x/y:ref", "repo:x/yy", "c"] {
            let mut found: Vec<_> = prefixes.of(text).copied().collect();
            found.sort_unstable();
            let expected: Vec<_> = (0..texts.len()).filter(|place| text.starts_with(texts[*place])).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
