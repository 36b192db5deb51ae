//! base64 of any kind, decoded as far as it goes, with every slip and its place. What decides is strict and stands in
//! `encoding`.

use crate::code::intake::Flaw;

use super::unicode::shown;

/// What a text in base64 or base64url says.
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    pub(super) slips: Vec<Slip>,
    /// Whether a character that cannot be decoded ended the reading.
    pub(super) is_broken: bool,
}

/// A deviation from strict base64url, and the byte where it is.
pub(super) struct Slip {
    pub(super) flaw: Flaw,
    pub(super) byte: usize,
    pub(super) name: Option<String>,
    pub(super) count: usize,
}

impl Slip {
    const fn new(flaw: Flaw, byte: usize) -> Self {
        Self { flaw, byte, name: None, count: 1 }
    }
}

/// Decodes leniently: both alphabets, with or without padding, up to the first character that is in neither.
pub(super) fn decode(text: &str) -> Decoded {
    let mut decoded = Decoded { bytes: Vec::with_capacity(text.len() / 4 * 3 + 3), slips: Vec::new(), is_broken: false };
    let (mut bits, mut held, mut digits) = (0_u32, 0_u32, 0_usize);
    for (byte, character) in text.char_indices() {
        let Some(value) = value_of(character) else {
            if character == '=' && text.get(byte..).is_some_and(|rest| rest.bytes().all(|byte| byte == b'=')) {
                decoded.slips.push(Slip::new(Flaw::Padding, byte));
            } else {
                decoded.slips.push(Slip { name: Some(shown(character)), ..Slip::new(Flaw::ForeignCharacter, byte) });
                decoded.is_broken = true;
            }
            break;
        };
        if matches!(character, '+' | '/') && !decoded.slips.iter().any(|slip| slip.flaw == Flaw::StandardAlphabet) {
            let name = Some(character.to_string());
            decoded.slips.push(Slip { name, ..Slip::new(Flaw::StandardAlphabet, byte) });
        }
        bits = (bits << 6 | value) & 0xffff;
        held += 6;
        digits += 1;
        if held >= 8 {
            held -= 8;
            decoded.bytes.extend(u8::try_from(bits >> held & 0xff));
        }
    }
    if !decoded.is_broken {
        let last = digits.saturating_sub(1);
        if held == 6 {
            let slip = Slip { count: digits, ..Slip::new(Flaw::ImpossibleLength, last) };
            insert_in_order(&mut decoded.slips, slip);
        } else if bits & ((1 << held) - 1) != 0 {
            insert_in_order(&mut decoded.slips, Slip::new(Flaw::StrayBits, last));
        }
    }
    decoded
}

/// The first few bytes that a text in base64 says, for a first look. Nothing is allocated.
pub(super) fn peek(text: &str) -> impl Iterator<Item = u8> {
    let digits = text.bytes().take(PEEK_DIGITS).map_while(|byte| value_of(char::from(byte)));
    let bytes = digits.scan((0_u32, 0_u32), |(bits, held), value| {
        *bits = (*bits << 6 | value) & 0xffff;
        *held = (*held + 6) % 8;
        // After the first digit of four there is no whole byte yet.
        Some(if *held == 6 { None } else { u8::try_from(*bits >> *held & 0xff).ok() })
    });
    bytes.flatten()
}

/// Whether a byte is a digit of base64, of either alphabet.
pub(super) const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'/')
}

/// Padding is noticed first and stands last.
fn insert_in_order(slips: &mut Vec<Slip>, slip: Slip) {
    let place = slips.iter().position(|other| other.byte > slip.byte).unwrap_or(slips.len());
    slips.insert(place, slip);
}

fn value_of(character: char) -> Option<u32> {
    let code = u32::from(character);
    match character {
        'A'..='Z' => Some(code - 65),
        'a'..='z' => Some(code - 71),
        '0'..='9' => Some(code + 4),
        '-' | '+' => Some(62),
        '_' | '/' => Some(63),
        _ => None,
    }
}

/// Enough to see `{`, some white space and a quotation mark.
const PEEK_DIGITS: usize = 16;
