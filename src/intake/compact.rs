//! What a text of parts joined by dots is.

use crate::code::intake::{Flaw, Form, Material, Remark};
use crate::token::MAX_TOKEN_BYTES;

use super::anatomy::{Anatomy, Part, is_encrypted};
use super::claim_names::is_telling;
use super::outline::unescaped;
use super::step::Note;

/// A compact serialisation, or a part of one.
pub(super) struct Compact {
    pub(super) form: Form,
    pub(super) anatomy: Anatomy,
    /// The claims, where the signature or more is missing.
    pub(super) claims: Option<String>,
    pub(super) notes: Vec<Note>,
}

impl Compact {
    /// Takes a token apart. It `is_cut` where the text says that something was left out behind it.
    pub(super) fn read(token: &str, is_cut: bool) -> Self {
        if token.len() > MAX_TOKEN_BYTES {
            return Self { form: Form::TooLarge, anatomy: Anatomy::NONE, claims: None, notes: Vec::new() };
        }
        let mut anatomy = Anatomy::of_token(token);
        let header = anatomy.header.as_ref();
        let form = match token.split('.').count() {
            _ if token.contains('~') => Form::SdJwt,
            _ if is_encrypted(token, header) => Form::Encrypted,
            // Claims whose header was lost: the part behind them is their signature.
            1 | 2 if header.is_some_and(is_claims) => Form::ClaimsSegment,
            1 => Form::HeaderSegment,
            2 => Form::HeaderAndClaims,
            3 if token.ends_with('.') => Form::HeaderAndClaims,
            3 if header.is_some_and(is_nested) => Form::NestedJwt,
            _ => Form::Token,
        };
        if form == Form::ClaimsSegment {
            anatomy = Anatomy::of_claims_segment(token.split('.').next().unwrap_or_default());
        }
        let claims = match form {
            Form::HeaderAndClaims | Form::ClaimsSegment => anatomy.claims.as_ref().map(|part| part.text.clone()),
            _ => None,
        };
        let mut notes = Vec::new();
        notes.extend(cut(&anatomy, form, is_cut));
        notes.extend(short_signature(&anatomy));
        notes.extend(masked_claims(&anatomy));
        Self { form, anatomy, claims, notes }
    }

    /// Which secret it is, if it is the credential with which a runner requests tokens.
    pub(super) fn secret(&self) -> Option<Material> {
        let scope = self.anatomy.claims.as_ref()?.member("scp")?;
        scope.raw.starts_with("\"Actions.").then_some(Material::GithubRunnerToken)
    }
}

/// The values inside the claims that the platform hid.
pub(super) fn masked_claims(anatomy: &Anatomy) -> impl Iterator<Item = Note> {
    let members = anatomy.claims.iter().flat_map(|part| &part.members);
    members
        .filter(|member| member.raw.contains("***"))
        .map(|member| Note::new(Remark::ClaimMasked).named(&member.name).at(member.byte))
}

fn is_claims(part: &Part) -> bool {
    part.member("alg").is_none() && part.members.iter().any(|member| is_telling(&member.name))
}

fn is_nested(header: &Part) -> bool {
    header.member("cty").is_some_and(|member| {
        let kind = unescaped(member.raw.trim_matches('"'));
        kind.eq_ignore_ascii_case("JWT") || kind.eq_ignore_ascii_case("application/jwt")
    })
}

/// The part in which the token ends, if it ends too early.
fn cut(anatomy: &Anatomy, form: Form, is_cut: bool) -> Option<Note> {
    let parts = [("signature", &anatomy.signature), ("claims", &anatomy.claims), ("header", &anatomy.header)];
    let (name, part) = parts.into_iter().find_map(|(name, part)| Some((name, part.as_ref()?)))?;
    let misses_parts = matches!(form, Form::HeaderSegment | Form::HeaderAndClaims | Form::ClaimsSegment);
    let ends_early = part.faults.iter().any(|fault| matches!(fault.code, Flaw::EndsEarly | Flaw::ImpossibleLength));
    let is_cut = is_cut || misses_parts && ends_early;
    is_cut.then(|| Note::new(Remark::TokenCut).named(name).at(part.range.end))
}

/// A signature that is shorter than its algorithm makes any.
fn short_signature(anatomy: &Anatomy) -> Option<Note> {
    let signature = anatomy.signature.as_ref().filter(|signature| signature.decoded_bytes > 0)?;
    let algorithm = &anatomy.header.as_ref()?.member("alg")?.raw;
    let expected = match algorithm.trim_matches('"') {
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => 256,
        "ES256" | "EdDSA" | "Ed25519" => 64,
        "ES384" => 96,
        _ => return None,
    };
    (signature.decoded_bytes < expected).then(|| {
        let note = Note::new(Remark::SignatureShort).named(expected.to_string()).times(signature.decoded_bytes);
        note.at(signature.range.start)
    })
}
