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
    /// Why it does not, where a token was found at all.
    pub(super) problem: Option<Problem>,
    /// Those parts that read well, of what is no whole token.
    header: Option<Header>,
    claims: Option<Claims>,
}

impl<'i> Reading<'i> {
    pub(super) fn new(intake: &'i Intake) -> Self {
        let problem = match intake.token.as_deref().map(Token::parse) {
            Some(Ok(token)) => return Self { token: Some(token), problem: None, header: None, claims: None },
            Some(Err(problem)) => Some(problem),
            None => None,
        };
        let document = |part: &Option<Part>, source| {
            let part = part.as_ref()?;
            Document::parse_object(part.text.clone().into_bytes(), source).ok()
        };
        let claims = match &intake.claims {
            Some(json) => Document::parse_object(json.clone().into_bytes(), Source::Claims).ok(),
            None => document(&intake.anatomy.claims, Source::Claims),
        };
        let header = document(&intake.anatomy.header, Source::Header);
        Self { token: None, problem, header: header.map(Header::new), claims: claims.map(Claims::new) }
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

/// Whether the form is one of a token that merely lacks its signature.
pub(super) const fn lacks_only_signature(form: Form) -> bool {
    matches!(form, Form::HeaderAndClaims | Form::Claims | Form::ClaimsSegment)
}
