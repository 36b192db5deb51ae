//! Every check, in words, with the fix, from whatever was pasted.
//!
//! It decides as [`Gate::decide`] does, for it asks that; then it runs every check that can be run, on tokens that nobody has
//! proved, too. What comes of that grants nothing.

mod reading;
mod origin;
mod checked;
mod subject;
mod hints;
mod token_checks;
mod identity_checks;
mod fixes;
mod members;
mod job;
mod pasted;
mod explanation;
mod answers;
mod text;
mod report;

pub use checked::{Checked, Explained};
pub use explanation::{Answered, Answers, AsOf, Explanation, Mismatch, Moment, Nearness, Shown, Verdict};
pub use fixes::{Fix, Operation};
pub use members::{ExplainedMember, Use};
pub use pasted::Pasted;
pub use report::CallerReport;
pub use subject::{SubjectAnatomy, SubjectPart};

use self::answers::Evidence;
use self::fixes::Workshop;
use self::reading::Reading;
use crate::claims::Claims;
use crate::code::Code;
use crate::code::check::Check;
use crate::code::explain::{Answer, State, Word};
use crate::code::finding::Grade;
use crate::decision::Decision;
use crate::gate::{Caller, Gate};
use crate::identity::{Facts, Identity};
use crate::intake::Intake;
use crate::messages::explain as say;
use crate::problem::Problem;
use crate::safety::Safety;
use crate::suggest::{Suggestion, suggest_by};
use crate::time::UnixTime;

/// The JSON Schema (draft 2020-12) of explanations.
pub const EXPLANATION_SCHEMA: &str = include_str!("schema.json");

impl Gate {
    /// Everything worth knowing about a token, from whatever was pasted. Slower than [`Gate::decide`], and decides the same.
    ///
    /// ```
    /// # fn main() -> Result<(), Vec<claimgate::Problem>> {
    /// use claimgate::{AsOf, Caller, Gate, Policy, UnixTime, Word};
    ///
    /// let gate = Gate::new(Policy::parse(br#"{ "identities": [ {
    ///     "name": "Deploy", "email": "deploy@workload.bytebase.com", "platform": "github-actions",
    ///     "owner": "my-org", "repository": "my-repo", "branch": "main"
    /// } ] }"#)?);
    /// let now = UnixTime::from_secs(1_791_484_400);
    /// let claims = r#"{ "iss": "https://token.actions.githubusercontent.com", "exp": 1791484575, "event_name": "push",
    ///     "aud": "https://github.com/my-org", "sub": "repo:my-org/my-repo:ref:refs/heads/dev" }"#;
    /// let explanation = gate.explain(claims, Caller::Email("deploy@workload.bytebase.com"), AsOf::Now(now));
    /// assert_eq!(explanation.word, Word::Rejected);
    /// assert_eq!(explanation.fixes[0].text, "run the job where the identity expects it: `main`");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn explain(&self, pasted: &str, caller: Caller<'_>, as_of: AsOf) -> Explanation {
        explain(Some((self, caller)), pasted, as_of)
    }
}

impl Explanation {
    /// What can be said without a policy: what was pasted, what it says, and what is wrong with it in itself.
    #[must_use]
    pub fn without_policy(pasted: &str, as_of: AsOf) -> Self {
        explain(None, pasted, as_of)
    }
}

/// The narrowest identity that admits what was pasted, as [`suggest`](crate::suggest) finds it for a token; also from claims alone.
///
/// # Errors
/// Those of [`suggest`](crate::suggest), or why there are no claims that can be read.
pub fn suggest_for(pasted: &str) -> Result<Suggestion, Problem> {
    let intake = Intake::read(pasted);
    let reading = Reading::new(&intake);
    match (reading.unverified_claims(), &reading.problem) {
        (Some(claims), _) => suggest_by(claims),
        (None, Some(problem)) => Err(problem.clone()),
        (None, None) => Err(Problem::claim(Code::ClaimMissing, "iss").expected(say::token_or_claims())),
    }
}

fn explain(asked: Option<(&Gate, Caller<'_>)>, pasted: &str, as_of: AsOf) -> Explanation {
    let gate = asked.map(|(gate, _)| gate);
    let intake = Intake::read(pasted);
    let reading = Reading::new(&intake);
    let claims = reading.unverified_claims();
    let (now, at) = (as_of.now(), moment(as_of, claims));
    // What is no token is judged as it was pasted, so that there is a decision in every case.
    let token = intake.token.as_deref().unwrap_or(pasted);
    let decide = |at| asked.map(|(gate, caller)| verdict(&gate.decide(token, caller, at)));
    let decision = decide(now);
    let decision_then = if at == now { decision.clone() } else { decide(at) };
    let mut checks = token_checks::run(gate, &intake, &reading, at);

    let facts = claims.map(|claims| Facts::as_if(claims, at));
    let named = asked.and_then(|(gate, caller)| match caller {
        Caller::Anyone => None,
        Caller::Email(email) => Some(gate.named(email)),
    });
    let nearby = match (gate, &facts) {
        (Some(gate), Some(facts)) => {
            let accepting = || gate.place_of(decision_then.as_ref()?.identity.as_deref()?);
            let first = named.as_ref().and_then(|named| named.as_ref().ok().copied()).or_else(accepting);
            Nearby::find(gate, facts, first)
        }
        _ => Nearby::default(),
    };
    // Whoever names an identity asks about none but that.
    let nearest = nearby.0.first().copied().filter(|_| !named.as_ref().is_some_and(Result::is_err));
    if let Some((named, (_, Caller::Email(email)))) = named.as_ref().zip(asked) {
        checks.push(identity_checks::named(named.as_ref().map(drop), email));
    }
    if let (Some((gate, Caller::Anyone)), Some(_)) = (asked, &facts) {
        checks.extend(gate.disabled().map(|problem| Checked::of(Check::Enabled, Err(problem))));
    }
    let safety = nearest.map(|(_, identity)| identity.safety());
    if let (Some((_, identity)), Some(facts), Some(safety)) = (nearest, &facts, &safety) {
        explain_audience(&mut checks, identity, facts);
        checks.extend(identity_checks::run(identity, facts, &checks));
        checks.push(identity_checks::safety(safety));
    }

    let evidence = Evidence {
        reading: &reading,
        checks: &checks,
        nearest: nearest.map(|(_, identity)| identity),
        safety: safety.as_ref(),
        decision: decision.as_ref(),
        decision_then: decision_then.as_ref(),
        now,
        at,
    };
    let (answers, word) = (evidence.answers(), evidence.word());
    let place = facts.as_ref().and_then(job::where_and_for_whom);
    let headline = evidence.headline(word, &answers, place.as_deref());
    let fitting = facts.as_ref().filter(|_| named.is_some()).and_then(|facts| nearby.fitting(facts));
    let fixes = match (gate, nearest, &facts) {
        (Some(gate), Some((place, identity)), Some(facts)) => {
            Workshop { gate, place, identity, facts, checks: &checks, is_named: named.is_some(), fitting }.fixes()
        }
        (Some(_), ..) => fixes::without_identity(&checks, fitting),
        (None, ..) => fixes::without_policy(&checks),
    };
    let is_genuine = answers.genuine.answer == Answer::Yes;
    let lacks_token = checks.iter().any(|checked| checked.is(Check::Input, State::Failed));
    let is_careless = word == Word::Accepted && answers.safe.answer == Answer::No;
    let platform = claims.map_or(crate::identity::Platform::Oidc, origin::dialect);
    Explanation {
        word,
        shown: if lacks_token { Shown::no_token() } else { Shown::word(word) },
        headline,
        caution: is_careless.then(|| answers.safe.text.clone()),
        lacks_token,
        decision,
        at: Moment {
            as_of: match as_of {
                AsOf::Now(_) => "now",
                AsOf::IssuedAt { .. } => "issued_at",
                AsOf::Moment { .. } => "moment",
                AsOf::AnyTime { .. } => "any_time",
            },
            time: at.as_secs(),
            now: now.as_secs(),
            text: at.in_utc(),
        },
        answers,
        fixes,
        identities: facts.as_ref().map(|facts| nearby.explained(facts, safety.as_ref())).unwrap_or_default(),
        identity_count: gate.map_or(0, |gate| gate.policy().identities().len()),
        also_admits: safety.as_ref().map(|safety| safety.admits().to_vec()).unwrap_or_default(),
        refuses: safety.as_ref().and_then(Safety::refuses).cloned(),
        job: facts.as_ref().map(|facts| job::sentence(facts, is_genuine)),
        subject: claims.and_then(Claims::subject).map(SubjectAnatomy::of),
        header: members::of_header(intake.anatomy.header.as_ref(), &checks),
        claims: members::of_claims(intake.anatomy.claims.as_ref(), platform, &checks, now),
        checks,
        intake: {
            drop(facts);
            drop(reading);
            Pasted::new(intake)
        },
    }
}

/// The time at which a token is judged.
fn moment(as_of: AsOf, claims: Option<&Claims>) -> UnixTime {
    let date = |name| claims?.optional_date(name).ok().flatten().map(|date| date.rounded_up());
    match as_of {
        AsOf::Now(at) | AsOf::Moment { at, .. } => at,
        AsOf::IssuedAt { now } => date("iat").or(date("nbf")).unwrap_or(now),
        AsOf::AnyTime { now } => date("iat").max(date("nbf")).unwrap_or(now),
    }
}

fn verdict(decision: &Decision<'_>) -> Verdict {
    match decision {
        Decision::Allow(allowed) => {
            Verdict { verdict: "allow", code: None, identity: Some(allowed.identity().email().to_owned()) }
        }
        Decision::Reject(problem) => Verdict { verdict: "reject", code: Some(problem.code()), identity: None },
        Decision::Deny(denied) => Verdict { verdict: "deny", code: Some(denied.problem().code()), identity: None },
    }
}

/// An audience that was refused is held against the nearest identity's.
fn explain_audience(checks: &mut [Checked], identity: &Identity, facts: &Facts<'_>) {
    if let Some(checked) = checks.iter_mut().find(|checked| checked.is(Check::Audience, State::Failed)) {
        checked.expected = Some(identity_checks::audiences(identity));
        checked.hints.extend(hints::of_audience(facts.claims(), Some(identity)));
    }
}

/// Identities with their places in the document, the nearest first.
#[derive(Default)]
struct Nearby<'g>(Vec<(usize, &'g Identity)>);

impl<'g> Nearby<'g> {
    /// Those that the gate itself would name, behind the one that counts, if there is one.
    fn find(gate: &'g Gate, facts: &Facts<'_>, first: Option<usize>) -> Self {
        let identities = gate.policy().identities();
        let mut places = gate.near(facts);
        places.retain(|place| Some(*place) != first);
        let mut found: Vec<_> = places.into_iter().filter_map(|place| Some((place, identities.get(place)?))).collect();
        found.sort_by_cached_key(|(_, identity)| crate::matches::Match::new(identity, facts).distance());
        let first = first.and_then(|place| Some((place, identities.get(place)?)));
        Self(first.into_iter().chain(found).take(MOST_IDENTITIES).collect())
    }

    /// The first that the token fits.
    fn fitting(&self, facts: &Facts<'_>) -> Option<&'g Identity> {
        self.0.iter().map(|(_, identity)| *identity).find(|identity| identity.holds(facts))
    }

    /// `safety` is the first one's, where it is known already.
    fn explained(&self, facts: &Facts<'_>, safety: Option<&Safety>) -> Vec<Nearness> {
        let mut known = safety.map(Safety::grade);
        let graded = self.0.iter().map(|(place, identity)| {
            let grade = known.take().unwrap_or_else(|| identity.grade());
            nearness(*place, identity, grade, facts)
        });
        graded.collect()
    }
}

fn nearness(place: usize, identity: &Identity, grade: Option<Grade>, facts: &Facts<'_>) -> Nearness {
    let mismatches: Vec<_> = identity
        .mismatches(facts)
        .map(|(check, problem)| Mismatch {
            check,
            code: problem.code(),
            message: problem.message(),
            expected: problem.expected_value().map(str::to_owned),
            actual: problem.actual_value().map(str::to_owned),
            fix: problem.fix(),
        })
        .collect();
    Nearness {
        pointer: format!("/identities/{place}"),
        name: identity.name().to_owned(),
        email: identity.email().to_owned(),
        fits: mismatches.is_empty(),
        mismatches,
        grade,
    }
}

/// More identities than this nobody reads; and to grade each is some work.
const MOST_IDENTITIES: usize = 3;
