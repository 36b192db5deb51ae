//! The checks of the verifier, each run as far as it can be, whatever became of the others.

use super::checked::Checked;
use super::hints;
use super::origin::Issuer;
use super::reading::Reading;
use crate::algorithm::{Algorithm, names};
use crate::by_name::ByName;
use crate::claims::Claims;
use crate::code::Code;
use crate::code::check::Check;
use crate::code::explain::{Hint, State};
use crate::code::intake::{Form, Remark};
use crate::gate::Gate;
use crate::intake::{Intake, Note};
use crate::jwk::PublicKey;
use crate::messages::explain as say;
use crate::problem::{Problem, Source, quoted, quoted_list};
use crate::signature::{SignatureCheck, verify_with_ring};
use crate::time::UnixTime;
use crate::token::Token;
use crate::verifier::{
    Audiences, CLAIM_CHECKS, DEFAULT_LEEWAY, HEADER_CHECKS, TrustedIssuer, Verifier, check_signature_length,
    signature_invalid,
};

/// Every check up to the audience.
pub(super) fn run(gate: Option<&Gate>, intake: &Intake, reading: &Reading<'_>, at: UnixTime) -> Vec<Checked> {
    let nobody;
    let verifier = match gate {
        Some(gate) => gate.verifier(),
        None => {
            nobody = Verifier::new(ByName::default(), Audiences::default(), DEFAULT_LEEWAY);
            &nobody
        }
    };
    let checks = Checks { verifier, knows_policy: gate.is_some(), intake, reading, at };
    let mut checked = vec![checks.input(), checks.format()];
    checked.extend(checks.header());
    checked.extend(checks.origin());
    checked.extend(checks.claims());
    checked
}

/// The key that a header means, or why there is none.
type Selected<'v> = Result<(&'v PublicKey, Algorithm), Problem>;

struct Checks<'a> {
    verifier: &'a Verifier,
    knows_policy: bool,
    intake: &'a Intake,
    reading: &'a Reading<'a>,
    at: UnixTime,
}

impl<'a> Checks<'a> {
    fn input(&self) -> Checked {
        let found = self.intake.token.is_some() || self.intake.claims.is_some();
        let state = if found { State::Passed } else { State::Failed };
        let mut checked =
            Checked::new(Check::Input, state).showing(Some(say::token_or_claims()), Some(self.intake.message()));
        if !found {
            checked.code = Some(self.intake.form.as_str());
            checked.message = Some(self.unknown().unwrap_or_else(|| self.intake.message()));
            checked.fix = self.intake.fix();
        }
        checked
    }

    /// What a text reminds of in which nothing was found.
    fn unknown(&self) -> Option<String> {
        let mut notes = self.intake.notes.iter().filter(|note| note.code != Remark::SecretBeside);
        (self.intake.form == Form::Unknown).then(|| notes.next().map(Note::text)).flatten()
    }

    fn format(&self) -> Checked {
        let checked = |state| Checked::new(Check::Format, state);
        match (&self.reading.token, &self.reading.problem) {
            (Some(token), _) => {
                let bytes = say::signed_bytes(token.signing_input().len(), token.signature().len());
                checked(State::Passed).showing(Some(say::three_parts()), Some(bytes))
            }
            (None, _) if self.reading.lacks_only_signature && self.reading.header().is_some() => {
                checked(State::Unknown).showing(Some(say::three_parts()), Some(self.intake.message()))
            }
            (None, Some(problem)) => {
                self.malformed(checked(State::Failed).because(problem), problem).hinting(hints::of_cut(self.intake))
            }
            (None, None) => checked(State::NotReached),
        }
    }

    /// What is no token of this kind at all is better called by its name than by the first byte that is wrong with it.
    fn malformed(&self, mut checked: Checked, problem: &Problem) -> Checked {
        match (self.intake.form, problem.source()) {
            (Form::Token | Form::HeaderAndClaims | Form::Claims | Form::ClaimsSegment, source) => {
                let part = match source {
                    Source::Header => Some(say::in_header(&problem.message())),
                    Source::Claims => Some(say::in_claims(&problem.message())),
                    _ => None,
                };
                checked.message = part.or(checked.message);
            }
            _ => {
                checked.message = Some(self.intake.message());
                checked.fix = self.intake.fix().or(checked.fix);
            }
        }
        checked
    }

    /// The trusted issuer that the claims name.
    fn issuer(&self) -> Option<Result<(&'a str, &'a TrustedIssuer), Problem>> {
        let claims = self.reading.unverified_claims()?;
        self.knows_policy.then(|| self.verifier.trusted_issuer(claims))
    }

    fn header(&self) -> [Checked; 2] {
        let Some(header) = self.reading.header() else {
            return [Check::Algorithm, Check::Header].map(|check| Checked::new(check, State::NotReached));
        };
        let issuer = self.issuer().and_then(Result::ok).map(|(_, issuer)| issuer);
        let outcome = |check| {
            let mut table = HEADER_CHECKS.iter().filter(|(it, _)| *it == check);
            table.try_for_each(|(_, function)| self.verifier.check_header(*function, header, issuer))
        };
        let allowed = issuer.map_or(Algorithm::ALL, |issuer| &issuer.algorithms);
        let shown = |name: &str| {
            header.parameter(name).map_or_else(say::none, |value| quoted(value.as_str().unwrap_or(value.kind())))
        };
        let typ = issuer.and_then(|issuer| issuer.typ.as_deref());
        let algorithm = if self.knows_policy { outcome(Check::Algorithm) } else { header.algorithm().map(drop) };
        [
            Checked::of(Check::Algorithm, algorithm)
                .showing(Some(names(allowed)), Some(shown("alg")))
                .reading(["header/alg"])
                .hinting(hints::of_algorithm(header)),
            Checked::of(Check::Header, outcome(Check::Header))
                .showing(Some(say::plain_header(typ)), Some(say::typ(&shown("typ"))))
                .reading(["header/typ", "header/kid", "header/crit", "header/b64", "header/enc"])
                .hinting(hints::of_offered_keys(header)),
        ]
    }

    /// Issuer, key and signature, of which each needs the one before it.
    fn origin(&self) -> [Checked; 3] {
        let actual = self.reading.unverified_claims().and_then(|claims| claims.text("iss"));
        let trusted = self.verifier.names().0.to_owned();
        let issuer_row = match self.issuer() {
            None if actual.is_some() => Checked::new(Check::Issuer, State::Unknown),
            None => Checked::new(Check::Issuer, State::NotReached),
            Some(outcome) => Checked::of(Check::Issuer, outcome.map(drop)),
        };
        let issuer_row = issuer_row
            .showing(self.knows_policy.then_some(trusted), actual.map(quoted))
            .reading(["claims/iss"])
            .hinting(hints::of_issuer(self.verifier, actual));
        let key = match (self.issuer(), self.reading.header()) {
            (Some(Ok((name, issuer))), Some(header)) if header.algorithm().is_ok() => Some((name, issuer.key(name, header))),
            _ => None,
        };
        [issuer_row, self.key(key.as_ref()), self.signature(key.and_then(|(_, selected)| selected.ok()))]
    }

    fn key(&self, key: Option<&(&str, Selected<'_>)>) -> Checked {
        let reads = ["header/kid", "header/alg"];
        let kid = self.reading.header().and_then(|header| header.key_id().ok().flatten());
        let checked = match key {
            None if !self.knows_policy => {
                Checked::new(Check::Key, State::Unknown).showing(Some(say::issuers_key()), kid.map(quoted))
            }
            None => Checked::new(Check::Key, State::NotReached),
            Some((_, Ok((key, algorithm)))) => Checked::new(Check::Key, State::Passed).showing(
                Some(say::issuers_key()),
                Some(say::key(key.id().map(quoted).as_deref(), algorithm.as_str(), key.bits())),
            ),
            Some((_, Err(problem))) => {
                let state = if is_missing_key(problem.code()) { State::Unknown } else { State::Failed };
                Checked::new(Check::Key, state).because(problem)
            }
        };
        let rotated = key.is_some_and(|(_, key)| key.as_ref().is_err_and(|problem| problem.code() == Code::KeyNotFound));
        let issuer = key.map(|(name, _)| Issuer::of(name).name()).filter(|_| rotated);
        checked.reading(reads).hinting(issuer.map(|issuer| hints::key_rotated(&issuer)))
    }

    fn signature(&self, key: Option<(&PublicKey, Algorithm)>) -> Checked {
        let missing = || {
            Problem::new(Code::SignatureMissing, Source::Token, "").expected(say::issuers_signature()).actual(say::none())
        };
        match (&self.reading.token, key) {
            (None, _) if self.reading.lacks_only_signature => {
                let checked = Checked::new(Check::Signature, State::Unknown).because(&missing());
                let of_claims = self.reading.header().is_none().then(|| self.intake.message());
                Checked { message: of_claims.or(checked.message), ..checked }
            }
            (Some(token), _) if token.signature().is_empty() => {
                Checked::new(Check::Signature, State::Unknown).because(&missing())
            }
            (Some(token), Some((key, algorithm))) => match verify(token, key, algorithm) {
                Ok(()) => Checked::new(Check::Signature, State::Passed).showing(Some(made_by(key)), Some(made_by(key))),
                Err(problem) => Checked::new(Check::Signature, State::Failed)
                    .because(&problem)
                    .hinting(hints::of_signature(token.signature().len(), key.signature_length())),
            },
            (Some(_), None) => Checked::new(Check::Signature, State::Unknown),
            (None, _) => Checked::new(Check::Signature, State::NotReached),
        }
    }

    fn claims(&self) -> Vec<Checked> {
        const ROWS: [Check; 5] = [Check::Expiry, Check::NotBefore, Check::IssuedAt, Check::Audience, Check::Claims];
        let Some(claims) = self.reading.unverified_claims() else {
            return ROWS.iter().map(|check| Checked::new(*check, State::NotReached)).collect();
        };
        ROWS.iter().map(|check| self.claim(*check, claims)).collect()
    }

    fn claim(&self, check: Check, claims: &Claims) -> Checked {
        let mut table = CLAIM_CHECKS.iter().filter(|(it, _)| *it == check);
        let outcome = table.try_for_each(|(_, function)| function(self.verifier, claims, self.at));
        let (checked, (expected, actual)) = match (check, outcome) {
            (Check::Audience, Err(problem)) if !self.knows_policy && problem.code() == Code::AudienceMismatch => {
                (Checked::new(check, State::Unknown), (None, problem.actual_value().map(str::to_owned)))
            }
            (_, outcome) => (Checked::of(check, outcome), self.shown(check, claims)),
        };
        let mut checked = checked.showing(expected, actual).hinting(hints::of_date(check, claims, self.at));
        if checked.state == State::Passed && checked.hints.iter().any(|hint| hint.hint == Hint::Milliseconds) {
            checked.state = State::Warned;
        }
        match check {
            Check::Expiry => checked.reading(["claims/exp"]),
            Check::NotBefore => checked.reading(["claims/nbf"]),
            Check::IssuedAt => checked.reading(["claims/iat"]),
            Check::Audience => checked.reading(["claims/aud"]),
            _ => checked.reading(["claims/sub", "claims/jti"]),
        }
    }

    /// What to show of a check of claims that passed.
    fn shown(&self, check: Check, claims: &Claims) -> (Option<String>, Option<String>) {
        let date = |name| {
            let date = claims.optional_date(name).ok().flatten()?.rounded_up();
            Some(say::date(&date.in_utc(), &date.relative_to(self.at)))
        };
        let leeway = self.verifier.leeway();
        match check {
            Check::Expiry => (Some(say::later_than(leeway)), date("exp")),
            Check::NotBefore => (Some(say::at_most_ahead(leeway)), date("nbf").or_else(|| Some(say::none()))),
            Check::IssuedAt => (Some(say::at_most_ahead(leeway)), date("iat").or_else(|| Some(say::none()))),
            Check::Audience => (Some(self.verifier.names().1.to_owned()), claims.audiences().ok().map(quoted_list)),
            _ => (Some(say::their_types()), Some(say::their_types())),
        }
    }
}

fn made_by(key: &PublicKey) -> String {
    say::made_by(key.id().map(quoted).as_deref())
}

/// Whether all that is wrong is that a key is not there.
pub(super) const fn is_missing_key(code: Code) -> bool {
    matches!(code, Code::KeySetMissing | Code::KeyNotFound)
}

fn verify(token: &Token<'_>, key: &PublicKey, algorithm: Algorithm) -> Result<(), Problem> {
    check_signature_length(token.signature(), key)?;
    let check = SignatureCheck { algorithm, key, signing_input: token.signing_input(), signature: token.signature() };
    if verify_with_ring(&check) { Ok(()) } else { Err(signature_invalid(key.id())) }
}
