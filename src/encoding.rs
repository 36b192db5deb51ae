//! base64url without padding (RFC 4648 section 5), strictly: one text for each value, as RFC 8725bis section 3.14 demands.

use base64::DecodeError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Decodes, or says in words what is wrong at which byte.
pub(crate) fn decode_base64url(text: &str) -> Result<Vec<u8>, String> {
    URL_SAFE_NO_PAD.decode(text).map_err(|error| match error {
        DecodeError::InvalidByte(place, b'=') => format!("padding `=` at byte {place}"),
        DecodeError::InvalidByte(place, b'+' | b'/') => {
            format!("a character of standard base64 at byte {place}, where base64url has `-` and `_`")
        }
        DecodeError::InvalidByte(place, _) => format!("a foreign character at byte {place}"),
        DecodeError::InvalidLastSymbol { .. } => "stray bits in its last character".to_owned(),
        DecodeError::InvalidLength(_) => format!("{} characters, which is no possible length; was it cut?", text.len()),
        DecodeError::InvalidPadding => "padding".to_owned(),
    })
}

/// Encodes.
pub(crate) fn encode_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
