//! The parts of a token, decoded as far as they go, with the place of everything that is odd.

use std::fmt;
use std::ops::Range;

use crate::code::intake::Flaw;
use crate::messages::{fill_in, intake as texts};

use super::outline::{Member, Outline};
use super::segment::{self, Decoded};

/// The parts of a token. Of claims alone there is only [`claims`](Self::claims).
#[non_exhaustive]
#[derive(Clone, Debug)]
pub struct Anatomy {
    /// The first part, the JOSE header.
    pub header: Option<Part>,
    /// The second part, the claims.
    pub claims: Option<Part>,
    /// The third part, the signature.
    pub signature: Option<Part>,
}

/// One part of a token.
#[non_exhaustive]
#[derive(Clone)]
pub struct Part {
    /// Where it stands in the token, in bytes; for claims alone, in the claims' JSON text.
    pub range: Range<usize>,
    /// How many bytes were decoded.
    pub decoded_bytes: usize,
    /// What was decoded, as far as it is UTF-8. Empty for a signature.
    pub text: String,
    /// The members of the JSON object in their own order, as far as it can be read.
    pub members: Vec<Member>,
    /// What is wrong or odd, in order of place: first in the encoding, then in the text.
    pub faults: Vec<Fault>,
}

/// Something wrong or odd in a part, and its place.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// What it is.
    pub code: Flaw,
    /// Where: for faults of the encoding a byte of the token, for all others a byte of the decoded text.
    pub byte: usize,
    /// Whether [`byte`](Self::byte) counts in the decoded text, not in the token.
    pub decoded: bool,
    /// Where the first of two stands, for a duplicate member.
    pub first_byte: Option<usize>,
    /// The evidence, where there is one: a character, a name, a number, or what was expected.
    pub name: Option<String>,
    /// How many, for a length.
    pub count: usize,
    /// What stands around that place.
    pub context: Context,
}

/// Up to 20 bytes before and behind a place, within the part. Empty in a signature.
#[non_exhaustive]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Context {
    /// What stands before it.
    pub before: String,
    /// What begins at it.
    pub behind: String,
}

impl Anatomy {
    pub(super) const NONE: Self = Self { header: None, claims: None, signature: None };

    /// Takes a token apart, also one that has too few or too many parts.
    pub(super) fn of_token(token: &str) -> Self {
        // The disclosures of an SD-JWT stand behind its signature.
        let jws = token.split('~').next().unwrap_or_default();
        let mut ranges = ranges_of_parts(jws);
        let header = ranges.next().map(|range| Part::json(token, range));
        // The parts of an encrypted token behind its header say nothing to anybody but its receiver.
        let mut rest = (!is_encrypted(jws, header.as_ref())).then_some(ranges).into_iter().flatten();
        let claims = rest.next().map(|range| Part::json(token, range));
        let signature = rest.next().map(|range| Part::signature(token, range));
        Self { header, claims, signature }
    }

    /// Decodes the claims part of a token, of which nothing else is there.
    pub(super) fn of_claims_segment(segment: &str) -> Self {
        Self { claims: Some(Part::json(segment, 0..segment.len())), ..Self::NONE }
    }

    /// Reads claims that something else has decoded.
    pub(super) fn of_claims(json: &str) -> Self {
        let mut part = Part {
            range: 0..json.len(),
            decoded_bytes: json.len(),
            text: json.to_owned(),
            members: Vec::new(),
            faults: Vec::new(),
        };
        part.read_json(true);
        Self { claims: Some(part), ..Self::NONE }
    }
}

/// Whether it is a JWE, whose header names its `enc` (RFC 7516 section 4.1.2). Two signed tokens without anything between them have five parts,
/// too.
pub(super) fn is_encrypted(token: &str, header: Option<&Part>) -> bool {
    token.split('.').count() == ENCRYPTED_PARTS && header.is_some_and(|header| header.member("enc").is_some())
}

fn ranges_of_parts(token: &str) -> impl Iterator<Item = Range<usize>> {
    token.split('.').scan(0, |start, part| {
        let range = *start..*start + part.len();
        *start = range.end + 1;
        Some(range)
    })
}

impl Part {
    /// A part that is to be a JSON object in base64url.
    fn json(token: &str, range: Range<usize>) -> Self {
        let (mut part, Decoded { bytes, is_broken, .. }) = Self::decode(token, range);
        let valid = match String::from_utf8(bytes) {
            Ok(text) => {
                part.text = text;
                true
            }
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let mut bytes = error.into_bytes();
                bytes.truncate(valid);
                part.text = String::from_utf8(bytes).unwrap_or_default();
                false
            }
        };
        if part.decoded_bytes > 0 {
            part.read_json(valid && !is_broken);
        }
        if !valid {
            part.faults.push(Fault::decoded(Flaw::NotUtf8, &part.text, part.text.len()));
        }
        part
    }

    /// The signature. Nothing of its text is shown, so that what is told of a token cannot be used as one.
    fn signature(token: &str, range: Range<usize>) -> Self {
        let (mut part, _) = Self::decode(token, range);
        part.faults.iter_mut().for_each(|fault| fault.context = Context::default());
        part
    }

    fn decode(token: &str, range: Range<usize>) -> (Self, Decoded) {
        let encoded = token.get(range.clone()).unwrap_or_default();
        let mut decoded = segment::decode(encoded);
        let slips = std::mem::take(&mut decoded.slips);
        let mut faults: Vec<_> = slips
            .into_iter()
            .map(|slip| Fault { name: slip.name, count: slip.count, ..Fault::new(slip.flaw, encoded, slip.byte) })
            .collect();
        if encoded.is_empty() {
            faults.push(Fault::new(Flaw::EmptyPart, encoded, 0));
        }
        faults.iter_mut().for_each(|fault| fault.byte += range.start);
        let decoded_bytes = decoded.bytes.len();
        (Self { range, decoded_bytes, text: String::new(), members: Vec::new(), faults }, decoded)
    }

    /// Reads the decoded text, of which more may have been meant to follow if it is not `whole`.
    fn read_json(&mut self, whole: bool) {
        let outline = Outline::of_whole(&self.text);
        let text = &self.text;
        self.faults.extend(outline.oddities.into_iter().map(|oddity| Fault {
            first_byte: oddity.first_byte,
            name: oddity.name,
            ..Fault::decoded(oddity.flaw, text, oddity.byte)
        }));
        match outline.stop {
            Some((Flaw::EndsEarly, _)) if !whole => {}
            Some((flaw, byte)) => self.faults.push(Fault::decoded(flaw, text, byte)),
            None if !outline.is_object => self.faults.push(Fault::decoded(Flaw::NotObject, text, 0)),
            None => {}
        }
        self.members = outline.members;
    }

    /// The member of that name; of two, the first.
    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

impl Fault {
    fn new(code: Flaw, part: &str, byte: usize) -> Self {
        let context = Context::around(part, byte);
        Self { code, byte, decoded: false, first_byte: None, name: None, count: 1, context }
    }

    fn decoded(code: Flaw, text: &str, byte: usize) -> Self {
        Self { decoded: true, ..Self::new(code, text, byte) }
    }

    /// What is wrong, in a few words.
    #[must_use]
    pub fn text(&self) -> String {
        fill_in(texts::flaw(self.code), self.name.as_deref().unwrap_or_default(), self.count)
    }
}

impl Context {
    fn around(text: &str, byte: usize) -> Self {
        let byte = text.floor_char_boundary(byte);
        let before = text.ceil_char_boundary(byte.saturating_sub(CONTEXT_BYTES));
        let behind = text.floor_char_boundary(byte.saturating_add(CONTEXT_BYTES));
        let part = |range: Range<usize>| text.get(range).unwrap_or_default().to_owned();
        Self { before: part(before..byte), behind: part(byte..behind) }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Part").field("range", &self.range).field("faults", &self.faults).finish_non_exhaustive()
    }
}

/// RFC 7516 section 3.1.
const ENCRYPTED_PARTS: usize = 5;
const CONTEXT_BYTES: usize = 20;
