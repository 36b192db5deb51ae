//! Everything worth knowing about a token, as data.

use serde::Serialize;

use super::checked::Checked;
use super::fixes::Fix;
use super::members::ExplainedMember;
use super::pasted::Pasted;
use super::subject::SubjectAnatomy;
use crate::code::Code;
use crate::code::check::Check;
use crate::code::explain::{Answer, Role, Word};
use crate::code::finding::Grade;
use crate::messages::explain as say;
use crate::safety::Example;
use crate::time::UnixTime;

/// At which time a token is judged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AsOf {
    /// Now.
    Now(UnixTime),
    /// When it was issued, by its `iat`. What is said of other times counts from `now`.
    IssuedAt {
        /// Now.
        now: UnixTime,
    },
    /// At a given time.
    Moment {
        /// That time.
        at: UnixTime,
        /// Now.
        now: UnixTime,
    },
    /// At whatever time it is valid, if there is one.
    AnyTime {
        /// Now.
        now: UnixTime,
    },
}

impl AsOf {
    pub(super) const fn now(self) -> UnixTime {
        match self {
            Self::Now(now) | Self::IssuedAt { now } | Self::Moment { now, .. } | Self::AnyTime { now } => now,
        }
    }
}

/// Everything worth knowing about a token, or about whatever was pasted instead of one.
///
/// It grants nothing, holds no signature, and reveals the policy: show it to the operator; [`Explanation::caller`] is what a
/// caller may know. Its JSON is described by [`EXPLANATION_SCHEMA`](crate::EXPLANATION_SCHEMA).
#[non_exhaustive]
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The one word.
    pub word: Word,
    /// That word as it is shown, or what stands in its place where there is nothing to judge.
    pub shown: Shown,
    /// One sentence with the one most telling thing.
    pub headline: String,
    /// What to warn of beside it: a token was accepted by an identity that is not safe.
    pub caution: Option<String>,
    /// Whether neither a token nor claims were found, so that there is nothing to tell but what was pasted instead.
    pub lacks_token: bool,
    /// What [`Gate::decide`](crate::Gate::decide) decides now, about the token that was found. None without a policy.
    pub decision: Option<Verdict>,
    /// At which time everything else was judged.
    pub at: Moment,
    /// The four answers.
    pub answers: Answers,
    /// Every check, in order: those of the token, then those of the identity that came nearest.
    pub checks: Vec<Checked>,
    /// Changes that would help, the most important first.
    pub fixes: Vec<Fix>,
    /// The identities that came nearest, the nearest first.
    pub identities: Vec<Nearness>,
    /// How many identities the policy has.
    pub identity_count: usize,
    /// Jobs that the nearest identity admits, too: those first that its author may not expect.
    pub also_admits: Vec<Example>,
    /// The nearest job that it does not admit.
    pub refuses: Option<Example>,
    /// The job in one plain sentence.
    pub job: Option<String>,
    /// The subject, part by part.
    pub subject: Option<SubjectAnatomy>,
    /// The header, one parameter after the other.
    pub header: Vec<ExplainedMember>,
    /// The claims, one after the other.
    pub claims: Vec<ExplainedMember>,
    /// What was pasted, and how the token was found in it.
    pub intake: Pasted,
}

/// A verdict or an answer as it is shown.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Shown {
    /// What is written.
    pub text: &'static str,
    /// What it says to whoever only sees its colour: good, bad, doubtful or unknown.
    pub role: Role,
}

impl Shown {
    /// The one word. Good is what is accepted, and nothing else.
    pub(super) const fn word(word: Word) -> Self {
        let role = match word {
            Word::Accepted => Role::Good,
            Word::WouldHaveBeenAccepted => Role::Doubtful,
            Word::NotProven => Role::Unknown,
            Word::Rejected => Role::Bad,
        };
        Self { text: say::word(word), role }
    }

    /// What stands in the place of the one word where there is nothing to judge.
    pub(super) const fn no_token() -> Self {
        Self { text: say::no_token(), role: Role::Unknown }
    }
}

/// A decision as data.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// `allow`, `reject` or `deny`.
    pub verdict: &'static str,
    /// The reason, unless it allows.
    pub code: Option<Code>,
    /// The e-mail address of the identity, if it allows.
    pub identity: Option<String>,
}

impl Verdict {
    pub(super) fn allows(&self) -> bool {
        self.verdict == "allow"
    }
}

/// The time at which a token was judged.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// `now`, `issued_at`, `moment` or `any_time`.
    pub as_of: &'static str,
    /// Seconds since 1970.
    pub time: u64,
    /// Now, in seconds since 1970.
    pub now: u64,
    /// The time in words.
    pub text: String,
}

/// The four answers.
#[non_exhaustive]
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answers {
    /// Whether the issuer's own key signed it.
    pub genuine: Answered,
    /// Whether it is valid at that time.
    pub current: Answered,
    /// Whether it is meant for us and an identity matches it.
    pub allowed: Answered,
    /// Whether that identity admits what its author means, and no more.
    pub safe: Answered,
}

/// An answer with its reason.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answered {
    /// What was asked, in one word.
    pub question: &'static str,
    /// Yes, no, or unknown.
    pub answer: Answer,
    /// The answer as it is shown.
    pub shown: Shown,
    /// Why, in one sentence.
    pub text: String,
}

impl Answered {
    pub(super) const fn new(question: &'static str, answer: Answer, text: String) -> Self {
        let role = match answer {
            Answer::Yes => Role::Good,
            Answer::No => Role::Bad,
            Answer::Unknown => Role::Unknown,
        };
        Self { question, answer, shown: Shown { text: say::answer(answer), role }, text }
    }

    /// The same about an identity: a no speaks not against the token, but against the identity's author.
    pub(super) fn of_identity(mut self) -> Self {
        if self.answer == Answer::No {
            self.shown.role = Role::Doubtful;
        }
        self
    }
}

/// How near an identity came.
#[non_exhaustive]
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Nearness {
    /// Where it stands in the policy document.
    pub pointer: String,
    /// What people call it.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
    /// Whether the token's claims fit it. This alone admits nobody.
    pub fits: bool,
    /// Every reason why they do not.
    pub mismatches: Vec<Mismatch>,
    /// How much it admits; none if it can never match.
    pub grade: Option<Grade>,
}

/// A condition of an identity that does not hold.
#[non_exhaustive]
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mismatch {
    /// The check that failed.
    pub check: Check,
    /// The reason.
    pub code: Code,
    /// The reason in one sentence.
    pub message: String,
    /// What the identity expects.
    pub expected: Option<String>,
    /// What the token has.
    pub actual: Option<String>,
    /// What to do about it.
    pub fix: Option<String>,
}
