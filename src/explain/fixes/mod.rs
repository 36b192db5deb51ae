//! The smallest changes that would admit a token, each tried before it is proposed.

mod draft;
mod candidate;
mod token;
mod audience;
mod place;
mod names;
mod conditions;

pub use draft::Operation;

use serde::Serialize;

use self::candidate::Candidate;
use self::draft::{Draft, Edit};
use super::checked::Checked;
use super::identity_checks::{is_foreign, readable_job};
use crate::code::check::Check;
use crate::code::explain::{Advice, State, Target};
use crate::code::finding::Grade;
use crate::gate::Gate;
use crate::identity::{Facts, Identity, Subject};
use crate::messages::{explain as say, fill_named};
use crate::problem::{Problem, quoted};

/// A change that would help.
#[non_exhaustive]
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// Which kind of change.
    pub advice: Advice,
    /// Where it is to be made.
    pub target: Target,
    /// What to do, in one sentence.
    pub text: String,
    /// What else the change would admit, in one sentence.
    pub admits: Option<String>,
    /// The change to the policy document, as a JSON Patch (RFC 6902).
    pub patch: Vec<Operation>,
    /// The grade that the changed identity would have.
    pub grade: Option<Grade>,
    /// Whether nothing else would speak against the token.
    pub sufficient: bool,
}

/// What is known of the case.
pub(super) struct Workshop<'a, 'c> {
    pub(super) gate: &'a Gate,
    /// The place of the nearest identity in the document.
    pub(super) place: usize,
    pub(super) identity: &'a Identity,
    pub(super) facts: &'a Facts<'c>,
    pub(super) checks: &'a [Checked],
    /// Whether the caller named that identity, so that no other counts.
    pub(super) is_named: bool,
    /// An identity that the token fits, if it is another one.
    pub(super) fitting: Option<&'a Identity>,
}

/// For a token that no policy has judged: what can be said about the token alone, and that there is more.
pub(super) fn without_policy(checks: &[Checked]) -> Vec<Fix> {
    let is_readable = checks.iter().any(|checked| checked.check == Check::Issuer && checked.state != State::NotReached);
    let policy = is_readable.then(|| in_words(&Candidate::words(Advice::AddPolicy)));
    of_token(checks).into_iter().chain(policy).collect()
}

/// For a caller who names an identity that does not exist.
pub(super) fn without_identity(checks: &[Checked], fitting: Option<&Identity>) -> Vec<Fix> {
    of_token(checks).into_iter().chain(fitting.map(naming)).collect()
}

/// To name this identity instead, which the token fits.
fn naming(identity: &Identity) -> Fix {
    let candidate = Candidate::words(Advice::NameOtherIdentity);
    in_words(&candidate.with("name", quoted(identity.name())).with("expected", quoted(identity.email())))
}

/// For the checks of the token.
fn of_token(checks: &[Checked]) -> Vec<Fix> {
    let is_unsigned = checks.iter().any(|checked| checked.is(Check::Algorithm, State::Failed));
    let open = checks.iter().filter(|checked| {
        // Nobody could sign what no algorithm signs.
        matches!(checked.state, State::Failed | State::Unknown) && !(is_unsigned && checked.check == Check::Signature)
    });
    let has_header = checks.iter().any(|checked| checked.check == Check::Algorithm && checked.state != State::NotReached);
    let candidates = open.filter_map(|checked| token::candidates(checked, has_header));
    let mut fixes: Vec<_> = candidates.map(|candidate| in_words(&candidate)).collect();
    fixes.dedup_by(|left, right| left.advice == right.advice);
    fixes
}

impl Workshop<'_, '_> {
    /// In the order of the checks; for each check the workflow first, then the identity, the narrowest change first.
    pub(super) fn fixes(&self) -> Vec<Fix> {
        let mismatches: Vec<_> = self.identity.mismatches(self.facts).collect();
        let (missing, mut fixes): (Vec<_>, Vec<_>) =
            of_token(self.checks).into_iter().partition(|fix| fix.advice == Advice::GiveToken);
        if !mismatches.is_empty() {
            fixes.extend(self.fitting.map(naming));
        }
        // Of another platform's token only the issuer is worth a word.
        let worth = if is_foreign(self.identity, self.facts) { 1 } else { mismatches.len() };
        for (number, (check, problem)) in mismatches.iter().take(worth).enumerate() {
            let candidates = self.candidates(self.identity, *check, problem);
            let mut of_this: Vec<_> = candidates.iter().filter_map(|candidate| self.tried(candidate, problem)).collect();
            of_this.sort_by_key(|fix| (fix.target == Target::Policy, fix.grade));
            // Two ways to one end: the first suffices.
            of_this.dedup_by_key(|fix| fix.advice);
            fixes.extend(of_this);
            if number == 0 && worth > 1 {
                fixes.extend(self.together());
            }
        }
        fixes.extend(missing);
        fixes
    }

    fn candidates(&self, identity: &Identity, check: Check, problem: &Problem) -> Vec<Candidate> {
        let claims = self.facts.claims();
        match check {
            Check::IdentityIssuer => audience::of_issuer(identity, self.gate.verifier(), claims),
            Check::IdentityAudience => audience::of_audience(identity, claims),
            Check::Subject => names::of_subject(identity, claims, problem),
            Check::Owner | Check::Repository | Check::Place => {
                let Subject::Job(expected) = &identity.subject else { return Vec::new() };
                let Some(job) = readable_job(identity, self.facts) else { return Vec::new() };
                match check {
                    Check::Place => place::candidates(expected, job, problem),
                    _ => names::of_job(identity, expected, job, claims, problem),
                }
            }
            _ => conditions::candidates(identity, self.facts, check, problem),
        }
    }

    /// The candidate as a fix, if it does what it promises.
    fn tried(&self, candidate: &Candidate, problem: &Problem) -> Option<Fix> {
        if candidate.edits.is_empty() {
            return Some(in_words(candidate));
        }
        let mut draft = Draft::of(self.identity);
        let edits = self.edits(candidate, &draft)?;
        draft.change(&edits);
        let changed = draft.identity()?;
        let holds = changed.holds(self.facts);
        let still = || {
            changed.mismatches(self.facts).any(|(_, it)| it.code() == problem.code() && it.pointer() == problem.pointer())
        };
        if candidate.is_new && !holds || still() {
            return None;
        }
        let fix = Fix { grade: changed.grade(), sufficient: holds && self.rest_holds(), ..in_words(candidate) };
        Some(match (candidate.is_new, self.is_named) {
            (false, _) => Fix { patch: Draft::patch(self.place, &edits), ..fix },
            (true, false) => Fix { patch: draft.as_addition(), ..fix },
            (true, true) => {
                let text = say::naming_it(&fix.text, &quoted(changed.email()));
                Fix { patch: draft.as_addition(), text, sufficient: false, ..fix }
            }
        })
    }

    /// The edits, made for a document that has other identities, too.
    fn edits(&self, candidate: &Candidate, draft: &Draft) -> Option<Vec<Edit>> {
        let mut edits: Vec<_> =
            candidate.edits.iter().filter(|edit| !edit.is_removal() || draft.has(edit.member())).cloned().collect();
        if candidate.is_new {
            let (id, domain) = self.identity.email().split_once('@')?;
            let suffix = say::suffix(candidate.advice);
            let numbered = (1..10).map(|number| match number {
                1 => format!("{id}-{suffix}@{domain}"),
                _ => format!("{id}-{suffix}-{number}@{domain}"),
            });
            let email = numbered.into_iter().find(|email| self.gate.place_of(email).is_none())?;
            edits.push(Edit::set("name", format!("{} ({suffix})", self.identity.name())));
            edits.push(Edit::set("email", email));
        }
        Some(edits)
    }

    /// Every mismatch of the identity mended, the narrowest way each.
    fn together(&self) -> Option<Fix> {
        let (mut draft, mut identity) = (Draft::of(self.identity), self.identity.clone());
        let mut all = Vec::new();
        let mut values = Vec::new();
        for _ in 0..MOST_EDITS {
            let Some((check, problem)) = identity.mismatches(self.facts).next() else { break };
            let candidates = self.candidates(&identity, check, &problem);
            let (edits, changed, candidate) =
                candidates.iter().filter(|it| !it.edits.is_empty() && !it.is_new).find_map(|candidate| {
                    let mut changed = draft.clone();
                    changed.change(&candidate.edits);
                    let changed = changed.identity()?;
                    let first = changed.mismatches(self.facts).next();
                    let is_mended =
                        first.is_none_or(|(_, it)| it.code() != problem.code() || it.pointer() != problem.pointer());
                    is_mended.then_some((candidate.edits.clone(), changed, candidate))
                })?;
            draft.change(&edits);
            all.extend(edits);
            values.push(in_words(candidate).text);
            identity = changed;
        }
        if !identity.holds(self.facts) || values.len() < 2 {
            return None;
        }
        let text = say::together(&values);
        let fix = in_words(&Candidate::words(Advice::Together).with("actual", text));
        Some(Fix { patch: Draft::patch(self.place, &all), grade: identity.grade(), sufficient: self.rest_holds(), ..fix })
    }

    /// Whether nothing but this identity's conditions speaks against the token. Issuer and audience are among those.
    fn rest_holds(&self) -> bool {
        self.checks.iter().filter(|checked| checked.state == State::Failed).all(|checked| {
            matches!(checked.check, Check::Issuer | Check::Audience)
                || Identity::checks().chain([Check::Condition, Check::Age]).any(|check| check == checked.check)
        })
    }
}

fn in_words(candidate: &Candidate) -> Fix {
    let values: Vec<_> = candidate.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (text, admits) = say::advice(candidate.advice);
    Fix {
        advice: candidate.advice,
        target: candidate.advice.target(),
        text: fill_named(text, &values),
        admits: (!admits.is_empty()).then(|| fill_named(admits, &values)),
        patch: Vec::new(),
        grade: None,
        sufficient: false,
    }
}

/// An identity has no more conditions than this that a change could mend.
const MOST_EDITS: usize = 8;
