//! What of a pasted text can be read strictly: the whole token, or those of its parts that are there.

use crate::claims::Claims;
use crate::code::intake::Form;
use crate::header::Header;
use crate::intake::{Intake, Part};
use crate::json::Document;
use crate::problem::{Problem, Source};
use crate::token::Token;

/// What can be read of a pasted text.
pub(super) struct Reading<'i> {
    /// The token, if it reads well.
    pub(super) token: Option<Token<'i>>,
    /// Why it does not, or why the parts that stand alone do not.
    pub(super) problem: Option<Problem>,
    /// Whether all that is wrong is that there is no signature.
    pub(super) lacks_only_signature: bool,
    /// Those parts that read well, of what is no whole token.
    header: Option<Header>,
    claims: Option<Claims>,
}

impl<'i> Reading<'i> {
    pub(super) fn new(intake: &'i Intake) -> Self {
        let problem = match intake.token.as_deref().map(Token::parse) {
            Some(Ok(token)) => {
                let token = Some(token);
                return Self { token, problem: None, lacks_only_signature: false, header: None, claims: None };
            }
            Some(Err(problem)) => Some(problem),
            None => None,
        };
        let document = |part: &Option<Part>, source| {
            let text = &part.as_ref()?.text;
            Some(Document::parse_object(text.clone().into_bytes(), source))
        };
        let header = document(&intake.anatomy.header, Source::Header);
        let claims = match &intake.claims {
            Some(json) => Some(Document::parse_object(json.clone().into_bytes(), Source::Claims)),
            None => document(&intake.anatomy.claims, Source::Claims),
        };
        let is_unsigned = matches!(intake.form, Form::HeaderAndClaims | Form::Claims | Form::ClaimsSegment);
        let of_parts = || header.iter().chain(&claims).find_map(|part| part.as_ref().err().cloned());
        // Two parts are no fault if each reads well; of a whole token its own problem comes first.
        let problem = if is_unsigned { of_parts() } else { problem };
        Self {
            token: None,
            lacks_only_signature: is_unsigned && problem.is_none() && claims.is_some(),
            problem,
            header: header.and_then(Result::ok).map(Header::new),
            claims: claims.and_then(Result::ok).map(Claims::new),
        }
    }

    pub(super) fn header(&self) -> Option<&Header> {
        self.token.as_ref().map(Token::header).or(self.header.as_ref())
    }

    /// What the token says, proved or not.
    pub(super) fn unverified_claims(&self) -> Option<&Claims> {
        let of_token = self.token.as_ref().map(|token| token.claims().peek_unverified());
        of_token.or(self.claims.as_ref())
    }
}
