//! What the address of a page or a clone tells about a repository, so that nobody need type it in parts.

use serde::Serialize;

use crate::identity::Platform;
use crate::job::is_name;

/// Owner, repository and, if the address leads to one, the branch or tag, named as the members of an identity.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RepositoryAddress {
    /// The platform whose address it is.
    pub platform: &'static str,
    /// The owner; at GitLab the path of groups.
    pub owner: String,
    /// The repository.
    pub repository: String,
    /// The branch of a page with files.
    pub branch: Option<String>,
    /// The tag of a release.
    pub tag: Option<String>,
}

impl RepositoryAddress {
    /// Reads the address of a page or a clone at github.com or gitlab.com, with or without `https://`. Any other text is none.
    ///
    /// A page of files names a branch, a tag or a commit in the same way; it is taken as a branch unless it is a commit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
        // `git@github.com:owner/name.git`
        let (host, path) = text.split_once(['/', ':'])?;
        let path = path.split(['?', '#']).next()?.trim_end_matches('/');
        match host.to_ascii_lowercase().trim_start_matches("www.") {
            "github.com" => Self::of_github(path),
            "gitlab.com" => Self::of_gitlab(path),
            _ => None,
        }
    }

    fn of_github(path: &str) -> Option<Self> {
        let mut segments = path.splitn(4, '/');
        let owner = segments.next().filter(|it| !PAGES_OF_GITHUB.contains(&it.to_ascii_lowercase().as_str()))?;
        let repository = without_git(segments.next()?);
        let (page, rest) = (segments.next(), segments.next());
        let (branch, tag) = match (page, rest) {
            (Some("tree"), Some(branch)) => (Some(branch), None),
            (Some("releases"), Some(rest)) => (None, rest.strip_prefix("tag/")),
            _ => (None, None),
        };
        Self::of(Platform::GithubActions, owner, repository, branch, tag)
    }

    fn of_gitlab(path: &str) -> Option<Self> {
        let (project, page) = path.split_once("/-/").unwrap_or((path, ""));
        let (owner, repository) = project.rsplit_once('/')?;
        let first = owner.split('/').next().unwrap_or_default();
        if PAGES_OF_GITLAB.contains(&first.to_ascii_lowercase().as_str()) {
            return None;
        }
        let branch = page.strip_prefix("tree/");
        let tag = page.strip_prefix("tags/").or_else(|| page.strip_prefix("releases/"));
        Self::of(Platform::GitlabCi, owner, without_git(repository), branch, tag)
    }

    fn of(platform: Platform, owner: &str, repository: &str, branch: Option<&str>, tag: Option<&str>) -> Option<Self> {
        let are_names = owner.split('/').chain([repository]).all(is_name);
        // What is escaped, or could be a pattern, is better typed.
        let plain = |name: &&str| !name.contains(['%', '*', '\\']) && !is_commit(name);
        let text = |name: Option<&str>| name.filter(plain).map(str::to_owned);
        are_names.then(|| Self {
            platform: platform.as_str(),
            owner: owner.to_owned(),
            repository: repository.to_owned(),
            branch: text(branch),
            tag: text(tag),
        })
    }
}

fn without_git(name: &str) -> &str {
    name.strip_suffix(".git").unwrap_or(name)
}

fn is_commit(name: &str) -> bool {
    name.len() == 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What stands there where an owner would, and is none: `github.com/orgs/my-org/repositories` has no repository.
const PAGES_OF_GITHUB: [&str; 13] = [
    "apps",
    "collections",
    "enterprises",
    "features",
    "login",
    "marketplace",
    "notifications",
    "organizations",
    "orgs",
    "settings",
    "sponsors",
    "topics",
    "users",
];
const PAGES_OF_GITLAB: [&str; 6] = ["-", "admin", "dashboard", "explore", "groups", "users"];
const PREFIXES: [&str; 5] = ["https://", "http://", "ssh://git@", "git+https://", "git@"];
