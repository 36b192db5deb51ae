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

/// Whether the path of a request target is that of the project, in Bytebase's convention, or below it: `/v1/projects/PROJECT`, perhaps
/// with a verb (`:search`), or followed by a slash.
pub(crate) fn is_in_project(target: &str, project: &str) -> bool {
    let inside = plain_path(target).and_then(|path| path.strip_prefix(PROJECTS)?.strip_prefix(project));
    inside.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':']))
}

/// The path of a request target without its query, if every server reads it alike: a path that some server would normalise
/// into another one is forbidden, whatever it says.
pub(crate) fn plain_path(target: &str) -> Option<&str> {
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

/// Where Bytebase's API has what belongs to a project.
pub(crate) const PROJECTS: &str = "/v1/projects/";
