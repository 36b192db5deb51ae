//! What an upstream is told of the identity that was let in, as headers that only we may set.

use crate::decision::Allowed;

/// The headers for the upstream: the identity's e-mail address, its roles joined by commas, and the token's subject. Whatever could not
/// stand in a header, or would look like a comma of ours, is percent-encoded.
#[must_use]
pub fn identity_headers(allowed: &Allowed<'_>) -> [(&'static str, String); 3] {
    let identity = allowed.identity();
    let roles: Vec<_> = identity.roles().map(encoded).collect();
    // A token without a readable subject is let in by nobody.
    let subject = allowed.verified().claims().optional_text("sub").ok().flatten().unwrap_or_default();
    [
        ("x-workload-identity", identity.email().to_owned()),
        ("x-workload-roles", roles.join(",")),
        ("x-workload-subject", encoded(subject)),
    ]
}

/// Whether a header of this name, in any case, is none that a stranger may send on. Many servers take `_` for `-`, so it is the same here.
#[must_use]
pub fn is_identity_header(name: &str) -> bool {
    let folded = name.bytes().map(|byte| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() });
    folded.take(PREFIX.len()).eq(PREFIX.bytes())
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_graphic() && !matches!(character, ',' | '%') {
            encoded.push(character);
        } else {
            let mut bytes = [0; 4];
            encoded.extend(character.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    encoded
}

const PREFIX: &str = "x-workload-";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_of_a_header_of_ours_gets_past() {
        for name in ["x-workload-identity", "X-Workload-Roles", "x_workload_subject", "x-workload_Identity", "x-workload-"] {
            assert!(is_identity_header(name), "{name}");
        }
        for name in ["x-workload", "workload-identity", "authorization", "", "x-workloads-identity"] {
            assert!(!is_identity_header(name), "{name}");
        }
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_encoded() {
        assert_eq!(encoded("repo:my-org/my-repo:ref:refs/heads/main"), "repo:my-org/my-repo:ref:refs/heads/main");
        assert_eq!(encoded("a,b\r\nx: y%é"), "a%2Cb%0D%0Ax:%20y%25%C3%A9");
    }
}
