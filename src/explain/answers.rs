//! The four answers, the one word, and the one sentence.

use super::checked::Checked;
use super::explanation::{Answered, Answers, Verdict};
use super::origin::Issuer;
use super::reading::Reading;
use super::token_checks::is_missing_key;
use crate::code::Code;
use crate::code::check::Check;
use crate::code::explain::{Answer, State, Word};
use crate::code::finding::Grade;
use crate::identity::Identity;
use crate::messages::explain as say;
use crate::problem::quoted;
use crate::safety::Safety;
use crate::time::{UnixTime, in_words};

/// What the answers are drawn from.
pub(super) struct Evidence<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) checks: &'a [Checked],
    /// The nearest identity, if there is a policy and claims to hold against it.
    pub(super) nearest: Option<&'a Identity>,
    pub(super) safety: Option<&'a Safety>,
    /// The decision now.
    pub(super) decision: Option<&'a Verdict>,
    /// The decision at the time that was asked about.
    pub(super) decision_then: Option<&'a Verdict>,
    pub(super) now: UnixTime,
    pub(super) at: UnixTime,
}

impl Evidence<'_> {
    pub(super) fn answers(&self) -> Answers {
        let [genuine, current, allowed, safe] = say::questions();
        let answered = |question, (answer, text)| Answered::new(question, answer, text);
        Answers {
            genuine: answered(genuine, self.genuine()),
            current: answered(current, self.current()),
            allowed: answered(allowed, self.allowed()),
            safe: answered(safe, self.safe()).of_identity(),
        }
    }

    /// ACCEPTED only where the gate itself admits the token now; NOT PROVEN only where all that is missing is a key or a
    /// signature.
    pub(super) fn word(&self) -> Word {
        let is_missing_proof = |code: Code| is_missing_key(code) || code == Code::SignatureMissing;
        let lacks_proof = self.reading.lacks_only_signature
            || self.decision_then.is_none_or(|decision| decision.code.is_some_and(is_missing_proof));
        let fails = self.checks.iter().any(|checked| checked.state == State::Failed);
        match self.decision_then {
            Some(decision) if decision.allows() && self.at == self.now => Word::Accepted,
            Some(decision) if decision.allows() => Word::WouldHaveBeenAccepted,
            _ if fails => Word::Rejected,
            _ if lacks_proof => Word::NotProven,
            _ => Word::Rejected,
        }
    }

    fn checked(&self, check: Check) -> Option<&Checked> {
        self.checks.iter().find(|checked| checked.check == check)
    }

    fn state(&self, check: Check) -> State {
        self.checked(check).map_or(State::NotReached, |checked| checked.state)
    }

    /// Why the first of these failed.
    fn failure(&self, checks: &[Check]) -> Option<String> {
        let mut failed = checks.iter().filter_map(|check| self.checked(*check)).filter(|it| it.state == State::Failed);
        failed.find_map(Checked::telling)
    }

    fn issuer(&self) -> String {
        let issuer = self.reading.unverified_claims().and_then(|claims| claims.text("iss"));
        issuer.map_or_else(say::nobody, |issuer| Issuer::of(issuer).name())
    }

    fn genuine(&self) -> (Answer, String) {
        let kid = self.reading.header().and_then(|header| header.key_id().ok().flatten());
        if self.state(Check::Signature) == State::Passed {
            return (Answer::Yes, say::signed_by(&self.issuer(), kid.map(quoted).as_deref()));
        }
        if let Some(reason) = self.failure(&[Check::Signature, Check::Algorithm, Check::Format, Check::Key]) {
            return (Answer::No, reason);
        }
        let text = match self.checked(Check::Key) {
            _ if self.state(Check::Input) == State::Failed => say::nothing_to_check(),
            _ if self.reading.lacks_only_signature => say::not_checked_without_signature(),
            _ if self.state(Check::Issuer) == State::Failed => say::not_checked_issuer(&self.issuer()),
            Some(key) if key.code == Some(Code::KeyNotFound.as_str()) => {
                say::not_checked_key(&kid.map_or_else(say::none, quoted))
            }
            Some(key) if key.code == Some(Code::KeySetMissing.as_str()) => say::not_checked_keys(&self.issuer()),
            _ if self.checked(Check::Signature).is_some_and(|it| it.code.is_some()) => say::not_checked_without_signature(),
            _ => say::not_checked(),
        };
        (Answer::Unknown, text)
    }

    fn current(&self) -> (Answer, String) {
        const DATES: [Check; 3] = [Check::Expiry, Check::NotBefore, Check::IssuedAt];
        let Some(claims) = self.reading.unverified_claims() else { return (Answer::Unknown, say::no_claims()) };
        let date = |name| claims.optional_date(name).ok().flatten().map(|date| date.rounded_up());
        let life =
            date("exp").zip(date("iat")).and_then(|(end, start)| end.as_secs().checked_sub(start.as_secs()).map(in_words));
        if let Some(reason) = self.failure(&DATES) {
            let is_expired = self.checked(Check::Expiry).is_some_and(|it| it.code == Some(Code::TokenExpired.as_str()));
            let text = match (is_expired, date("exp")) {
                (true, Some(end)) => say::expired(&end.relative_to(self.at), life.as_deref()),
                _ => reason,
            };
            return (Answer::No, text);
        }
        // What holds and is odd is told instead of a date that nobody meant.
        let warned = DATES.iter().filter_map(|check| self.checked(*check)).find(|it| it.state == State::Warned);
        if let Some(odd) = warned.and_then(Checked::telling) {
            return (Answer::Yes, odd);
        }
        match date("exp") {
            Some(end) if self.at == self.now => (Answer::Yes, say::valid_until(&end.relative_to(self.now), end > self.now)),
            Some(end) => (Answer::Yes, say::was_valid(&self.at.in_utc(), &end.relative_to(self.now), end <= self.now)),
            None => (Answer::Unknown, say::no_claims()),
        }
    }

    fn allowed(&self) -> (Answer, String) {
        if self.reading.unverified_claims().is_none() {
            return (Answer::Unknown, say::no_claims());
        }
        if let Some(reason) = self.failure(&[Check::Issuer, Check::Audience, Check::Claims, Check::Identity]) {
            return (Answer::No, reason);
        }
        let Some(identity) = self.nearest else { return (Answer::Unknown, say::no_policy()) };
        let conditions: Vec<_> = Identity::checks().chain([Check::Condition, Check::Age]).collect();
        let mut failed = self.checks.iter().filter(|it| it.state == State::Failed && conditions.contains(&it.check));
        match failed.find_map(Checked::telling) {
            Some(reason) => (Answer::No, say::refused_by(&quoted(identity.name()), &reason)),
            None => (Answer::Yes, say::accepted_by(&quoted(identity.name()))),
        }
    }

    fn safe(&self) -> (Answer, String) {
        let (Some(identity), Some(safety)) = (self.nearest, self.safety) else {
            let is_unread = self.decision.is_some() && self.reading.unverified_claims().is_none();
            return (Answer::Unknown, if is_unread { say::no_claims() } else { say::no_policy() });
        };
        let reason = safety.reasons().next().map(crate::safety::Finding::message);
        let text = say::safety(&quoted(identity.name()), safety.grade(), reason.as_deref());
        match safety.grade() {
            Some(Grade::Exact | Grade::Narrow) => (Answer::Yes, text),
            Some(Grade::Broad | Grade::Dangerous) | None => (Answer::No, text),
        }
    }

    /// What became of a token that was accepted at another time.
    fn what_is_now(&self) -> String {
        let claims = self.reading.unverified_claims();
        let end = claims.and_then(|claims| claims.optional_date("exp").ok().flatten()).map(|date| date.rounded_up());
        match (end.filter(|end| *end <= self.now), self.decision.and_then(|decision| decision.code)) {
            (Some(end), _) => say::expired(&end.relative_to(self.now), None),
            (None, Some(code)) => say::not_accepted_now(code),
            (None, None) => say::accepted_now(),
        }
    }

    /// The one most telling thing.
    pub(super) fn headline(&self, word: Word, answers: &Answers, place: Option<&str>) -> String {
        let failed = || self.checks.iter().filter(|checked| checked.state == State::Failed);
        match word {
            Word::Accepted | Word::WouldHaveBeenAccepted => {
                let name = self.nearest.map(|identity| quoted(identity.name())).unwrap_or_default();
                match word {
                    Word::Accepted => say::accepted(place, &name),
                    _ => say::would_have_been_accepted(&name, &self.at.in_utc(), &self.what_is_now()),
                }
            }
            Word::NotProven => say::not_proven(&answers.genuine.text, self.nearest.is_some()),
            Word::Rejected => {
                let (checked, others) = (failed().next(), failed().count().saturating_sub(1));
                let Some(first) = checked.and_then(Checked::reason) else { return answers.genuine.text.clone() };
                let first = match checked.and_then(Checked::telling).filter(|telling| *telling != first) {
                    Some(telling) => telling,
                    None if checked.is_some_and(|it| it.check == Check::Expiry) => answers.current.text.clone(),
                    None => first,
                };
                let is_unproven = answers.genuine.answer == Answer::Unknown && self.state(Check::Input) == State::Passed;
                say::rejected(&first, others, is_unproven)
            }
        }
    }
}
