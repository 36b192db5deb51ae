//! What an upstream is told of the identity that was let in, as headers that only we may set.

use crate::access_token::Authorized;
use crate::authorization::{folded, replaces_request_line};
use crate::decision::Allowed;
use crate::identity::Identity;

/// The headers for the upstream: the identity's e-mail address, its roles joined by commas, the token's subject, and the project of an
/// identity that has one. Whatever could not stand in a header, or would look like a comma of ours, is percent-encoded; a subject
/// that no server would take is left out.
#[must_use]
pub fn identity_headers(allowed: &Allowed<'_>) -> Vec<(&'static str, String)> {
    // A token without a readable subject is let in by nobody.
    allowed.identity().headers(allowed.verified().claims().optional_text("sub").ok().flatten())
}

impl Authorized<'_> {
    /// The same as [`identity_headers`], of whom an access token stands for: its subject is that of the platform's token.
    #[must_use]
    pub fn identity_headers(&self) -> Vec<(&'static str, String)> {
        self.identity().headers(self.subject())
    }
}

impl Identity {
    /// The same for a host that keeps decisions as data: `subject` is that of the platform's token that was let in.
    #[must_use]
    pub fn headers(&self, subject: Option<&str>) -> Vec<(&'static str, String)> {
        let roles: Vec<_> = self.roles().map(encoded).collect();
        let subject = subject.map(encoded).filter(|subject| subject.len() <= LONGEST_VALUE);
        let mut headers = vec![("x-workload-identity", self.email().to_owned()), ("x-workload-roles", roles.join(","))];
        headers.extend(subject.map(|subject| ("x-workload-subject", subject)));
        headers.extend(self.project().map(|project| ("x-workload-project", project.to_owned())));
        headers
    }
}

/// Whether a header of this name, however it is written, is none that a stranger may send on. Servers know no case, and many take `_`,
/// some also other characters, for `-`; a gRPC gateway hands on without its prefix what begins with `Grpc-Metadata-`.
#[must_use]
pub fn is_identity_header(name: &str) -> bool {
    PREFIXES.iter().any(|prefix| folded(name).take(prefix.len()).eq(prefix.bytes()))
}

/// Whether a header of this name must be taken from a request that goes on to the upstream: it is one of ours, or names another method or
/// path than those that were permitted.
#[must_use]
pub fn is_reserved_header(name: &str) -> bool {
    is_identity_header(name) || replaces_request_line(name)
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

const PREFIXES: [&str; 2] = ["x-workload-", "grpc-metadata-x-workload-"];
/// In bytes: servers refuse a request whose headers have more than 8 KiB or so.
const LONGEST_VALUE: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_of_a_header_of_ours_gets_past() {
        for name in [
            "x-workload-identity",
            "X-Workload-Roles",
            "x_workload_subject",
            "x-workload_Identity",
            "x.workload.identity",
            "x-workload-",
            "Grpc-Metadata-X-Workload-Identity",
            "grpc_metadata_x_workload_roles",
        ] {
            assert!(is_identity_header(name), "{name}");
        }
        for name in ["x-workload", "workload-identity", "authorization", "", "x-workloads-identity", "grpc-metadata-x"] {
            assert!(!is_identity_header(name), "{name}");
        }
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_encoded() {
        assert_eq!(encoded("repo:my-org/my-repo:ref:refs/heads/main"), "repo:my-org/my-repo:ref:refs/heads/main");
        assert_eq!(encoded("a,b\r\nx: y%é"), "a%2Cb%0D%0Ax:%20y%25%C3%A9");
    }
}
