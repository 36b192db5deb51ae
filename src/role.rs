//! What an allowed caller may do: methods and paths.

use crate::pattern::Pattern;

/// A named list of permissions.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) permissions: Vec<Permission>,
}

/// Some methods on the paths of one pattern.
#[derive(Clone, Debug)]
pub(crate) struct Permission {
    /// Exact and upper case; GET does not imply HEAD.
    pub(crate) methods: Vec<String>,
    pub(crate) path: Pattern,
}

impl Role {
    pub(crate) fn permits(&self, method: &str, target: &str) -> bool {
        let Some(path) = plain_path(target) else { return false };
        self.permissions
            .iter()
            .any(|permission| permission.methods.iter().any(|it| it == method) && permission.path.matches(path))
    }
}

/// The path of a request target without its query, if every server reads it alike: a path that some server would normalise
/// into another one is forbidden, whatever it says.
fn plain_path(target: &str) -> Option<&str> {
    let path = target.split('?').next()?;
    let segments = path.strip_prefix('/')?.split('/');
    let count = segments.clone().count();
    let plain_segments = segments.enumerate().all(|(place, segment)| {
        // The last one may be empty: a trailing slash.
        !matches!(segment, "." | "..") && (!segment.is_empty() || place.saturating_add(1) == count)
    });
    // Servlet containers drop what follows a `;` in a segment, so that `..;x` becomes `..` and `admin;x` becomes `admin`.
    let plain_characters = path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#' | b';'));
    (plain_segments && plain_characters && path.split('%').skip(1).all(is_plain_escape)).then_some(path)
}

/// Whether a percent-encoded byte is none that changes the path's structure when decoded: dot, slash, backslash, percent, NUL.
fn is_plain_escape(behind_percent: &str) -> bool {
    let byte = behind_percent.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    byte.and_then(|digits| u8::from_str_radix(digits, 16).ok())
        .is_some_and(|byte| !matches!(byte, b'.' | b'/' | b'\\' | b'%' | 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Case;

    fn role(methods: &[&str], path: &str) -> Role {
        let permission = Permission {
            methods: methods.iter().map(|&method| method.to_owned()).collect(),
            path: Pattern::parse(path, Case::Exact).unwrap(),
        };
        Role { name: "role".to_owned(), permissions: vec![permission] }
    }

    #[test]
    fn methods_and_paths_are_exact() {
        let role = role(&["GET"], "/v1/projects/*/plans/**");
        for target in [
            "/v1/projects/p1/plans",
            "/v1/projects/p1/plans/7",
            "/v1/projects/p1/plans?page=..%2f",
            "/v1/projects/a%20b/plans/",
        ] {
            assert!(role.permits("GET", target), "{target}");
        }
        for method in ["HEAD", "get", "POST", ""] {
            assert!(!role.permits(method, "/v1/projects/p1/plans"), "{method}");
        }
        for target in
            ["/V1/projects/p1/plans", "/v1/projects/p1/plan", "/v1/projects/p1/p2/plans", "", "*", "v1/projects/p1/plans"]
        {
            assert!(!role.permits("GET", target), "{target}");
        }
    }

    #[test]
    fn a_path_that_some_server_would_rewrite_is_forbidden() {
        let role = role(&["GET"], "/**");
        assert!(role.permits("GET", "/a/b"));
        for target in [
            "/a/../b",
            "/a/./b",
            "/a/..",
            "//a",
            "/a//b",
            "/a\\b",
            "/a/..;/b",
            "/a;x=1/b",
            "/a/%2e%2E/b",
            "/a%2fb",
            "/a%5Cb",
            "/a%252e",
            "/a%00",
            "/a%",
            "/a%zz",
            "/a%+1",
            "/a#b",
            "/a b",
            "/a\u{7f}",
            "/ü",
            "http://host/a",
        ] {
            assert!(!role.permits("GET", target), "{target}");
        }
    }
}
