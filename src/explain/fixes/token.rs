//! What helps when the token itself is at fault, or the keys.

use super::candidate::Candidate;
use crate::code::Code;
use crate::code::check::Check;
use crate::code::explain::{Advice, Hint, State};
use crate::explain::checked::Checked;

/// For a check of the verifier that failed or cannot be told.
pub(super) fn candidates(checked: &Checked, has_header: bool) -> Option<Candidate> {
    let code = checked.code?;
    let is = |it: Code| code == it.as_str();
    let has = |hint| checked.hints.iter().any(|it| it.hint == hint);
    let advice = match checked.check {
        Check::Format if is(Code::TokenEncrypted) || is(Code::MemberDuplicate) => Advice::UsePlatformToken,
        Check::Format => Advice::CopyWholeToken,
        Check::Algorithm | Check::Header => Advice::UsePlatformToken,
        Check::Key if is(Code::KeySetMissing) => Advice::GiveKeys,
        Check::Key if is(Code::KeyNotFound) => Advice::FetchKeysAgain,
        Check::Key => Advice::UsePlatformToken,
        Check::Signature if !has_header => Advice::GiveToken,
        Check::Signature => Advice::CopyWholeToken,
        Check::Expiry | Check::NotBefore | Check::IssuedAt if has(Hint::Milliseconds) => Advice::UsePlatformToken,
        Check::Expiry if is(Code::TokenExpired) => Advice::RequestFreshToken,
        Check::NotBefore | Check::IssuedAt if checked.state == State::Failed => Advice::SetClock,
        _ => return None,
    };
    let expected = checked.expected.clone().unwrap_or_default();
    Some(Candidate::words(advice).with("expected", expected).with("actual", checked.actual.clone().unwrap_or_default()))
}
