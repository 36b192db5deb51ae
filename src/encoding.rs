//! base64url without padding (RFC 4648 section 5), strictly: one text for each value, as RFC 8725bis section 3.14 demands. And
//! percent-encoding (RFC 3986 section 2.1), as leniently as servers decode it.

use base64_simd::URL_SAFE_NO_PAD;

use crate::messages::phrases as say;

/// Decodes, or says in words what is wrong at which byte.
pub(crate) fn decode_base64url(text: &str) -> Result<Vec<u8>, String> {
    URL_SAFE_NO_PAD.decode_to_vec(text).map_err(|_| fault(text))
}

/// Encodes.
pub(crate) fn encode_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// What a server reads that decodes percent-encoding once, and takes as it is what is none.
pub(crate) fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        // A sign is no digit, though `from_str_radix` takes one.
        let escape = behind.get(..2).filter(|digits| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let digits = escape.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                decoded.push(*first);
                rest = behind;
            }
        }
    }
    decoded
}

/// What is wrong with a text that is not base64url.
fn fault(text: &str) -> String {
    let is_foreign = |byte: u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_');
    match text.bytes().enumerate().find(|(_, byte)| is_foreign(*byte)) {
        Some((place, b'=')) => say::padding(place),
        Some((place, b'+' | b'/')) => say::standard_base64(place),
        Some((place, _)) => say::foreign_character(place),
        None if text.len() % 4 == 1 => say::impossible_length(text.len()),
        None => say::STRAY_BITS.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as ORACLE;

    #[track_caller]
    fn check(text: &str) {
        assert_eq!(decode_base64url(text).ok(), ORACLE.decode(text).ok(), "{text}");
    }

    #[test]
    fn every_ending_decodes_as_by_another_reader_or_is_refused_by_both() {
        let characters = || (0..=0x7f_u8).map(char::from).chain(['é']);
        // Both the loop over many characters and the one over few shall see the ending.
        for beginning in ["", "Zm9v", &"Zm9v".repeat(7), &"Zm9v".repeat(20)] {
            for first in characters() {
                for second in characters() {
                    for before in ["", "A", "AB"] {
                        check(&format!("{beginning}{before}{first}{second}"));
                    }
                }
            }
        }
    }

    #[test]
    fn a_foreign_character_is_noticed_at_every_place() {
        let text = encode_base64url(&[0xa5; 100]);
        for place in 0..text.len() {
            for (foreign, fault) in [
                ("=", "padding `=` at byte"),
                ("+", "a character of standard base64 at byte"),
                ("/", "a character of standard base64 at byte"),
                (".", "a foreign character at byte"),
                ("\n", "a foreign character at byte"),
                ("\0", "a foreign character at byte"),
            ] {
                let mut text = text.clone();
                text.replace_range(place..=place, foreign);
                let told = decode_base64url(&text).unwrap_err();
                assert!(told.starts_with(&format!("{fault} {place}")), "{told}");
            }
        }
        assert!(decode_base64url("Zm9vé").is_err());
    }

    #[test]
    fn bytes_of_every_length_come_back() {
        for length in 0..300 {
            let bytes: Vec<u8> = (0..=255).cycle().skip(length * 7).take(length).collect();
            let text = encode_base64url(&bytes);
            assert_eq!(text, ORACLE.encode(&bytes));
            assert_eq!(decode_base64url(&text), Ok(bytes));
        }
    }

    #[test]
    fn only_two_hexadecimal_digits_are_an_escape() {
        for (text, expected) in [("%61%2F%2f", "a//"), ("%+1", "%+1"), ("%-1%g0%", "%-1%g0%"), ("%2", "%2"), ("%%41", "%A")]
        {
            assert_eq!(percent_decoded(text.as_bytes()), expected.as_bytes(), "{text}");
        }
    }

    #[test]
    fn what_is_cut_or_has_stray_bits_is_told_so() {
        assert_eq!(decode_base64url("Zm9vY").unwrap_err(), "5 characters, which is no possible length; was it cut?");
        assert_eq!(decode_base64url("Zm9vYX").unwrap_err(), "stray bits in its last character");
    }
}
