//! The forms of names, addresses and e-mail addresses in a policy. Each function says what would be right, or nothing.

use crate::identity::Platform;
use crate::job::github::is_id;
use crate::job::is_name;
use crate::messages::phrases as say;

/// An owner: one name, at GitLab a path of groups.
pub(super) fn owner_fault(text: &str, platform: Option<Platform>) -> Option<String> {
    match platform {
        Some(Platform::GithubActions) => name_fault(text, &[text], say::OWNERS_NAME),
        _ => name_fault(text, &text.split('/').collect::<Vec<_>>(), say::PATH_OF_GROUP),
    }
}

/// A repository: one name, without its owner.
pub(super) fn repository_fault(text: &str) -> Option<String> {
    name_fault(text, &[text], say::REPOSITORYS_NAME)
}

fn name_fault(text: &str, segments: &[&str], expected: &str) -> Option<String> {
    let is_git_url = text.to_ascii_lowercase().ends_with(".git");
    if segments.iter().all(|segment| is_name(segment)) && !is_git_url {
        return None;
    }
    Some(expected.to_owned())
}

/// An id: digits without a leading zero.
pub(super) fn id_fault(text: &str) -> Option<String> {
    (!is_id(text)).then(|| say::AN_ID.to_owned())
}

/// `ID@DOMAIN` or `ID@PROJECT.DOMAIN`.
pub(super) fn email_fault(text: &str, domain: &str) -> Option<String> {
    let is_right = text.rsplit_once('@').is_some_and(|(id, host)| {
        is_label(id, b"._-")
            && match host.strip_suffix(domain) {
                Some("") => true,
                Some(project) => project.strip_suffix('.').is_some_and(|project| is_label(project, b"-")),
                None => false,
            }
    });
    if is_right {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    if lower != text && email_fault(&lower, domain).is_none() {
        return Some(say::in_lower_case(&lower));
    }
    Some(say::address_of_domain(domain))
}

/// The project of a good e-mail address, where it is one's.
pub(super) fn project_of<'e>(email: &'e str, domain: &str) -> Option<&'e str> {
    email.rsplit_once('@')?.1.strip_suffix(domain)?.strip_suffix('.')
}

/// A domain name in lower case.
pub(super) fn domain_fault(text: &str) -> Option<String> {
    let is_right = text.split('.').count() > 1 && text.split('.').all(|label| is_label(label, b"-"));
    (!is_right).then(|| say::LOWER_CASE_DOMAIN.to_owned())
}

fn is_label(text: &str, inside: &[u8]) -> bool {
    let is_end = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    is_end(text.bytes().next())
        && is_end(text.bytes().next_back())
        && text.bytes().all(|byte| is_end(Some(byte)) || inside.contains(&byte))
}

/// An issuer (OpenID Connect Discovery 1.0 section 3): https, a host, no query, no fragment; a trailing slash only where it is
/// part of the name.
pub(super) fn issuer_fault(text: &str, platform: Option<Platform>) -> Option<String> {
    let example = || say::ADDRESS_WITHOUT_QUERY.to_owned();
    if let Some(fault) = url_fault(text) {
        return Some(fault);
    }
    if text.contains(['?', '#']) {
        return Some(example());
    }
    // The name of a generic issuer is whatever its tokens say; the others are known to spell theirs in one way.
    if matches!(platform, None | Some(Platform::Oidc)) {
        return None;
    }
    let trimmed = text.trim_end_matches('/');
    if trimmed != text {
        return Some(say::without_slash(trimmed));
    }
    let host = https_host(text)?;
    let usual_host = if platform_of(text).is_some() { bare_host(host) } else { host.to_ascii_lowercase() };
    let behind = text.strip_prefix("https://")?.strip_prefix(host)?;
    (usual_host != host).then(|| say::as_tokens_have_it(&format!("https://{usual_host}{behind}")))
}

/// An https address with a host and without user name.
pub(crate) fn url_fault(text: &str) -> Option<String> {
    let is_right = https_host(text).is_some_and(|host| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]_".contains(&byte))
    }) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_right {
        return None;
    }
    match text.strip_prefix("http://") {
        Some(rest) => Some(say::with_https(rest)),
        None => Some(say::HTTPS_ADDRESS.to_owned()),
    }
}

/// The host of an https address, with its port.
pub(crate) fn https_host(url: &str) -> Option<&str> {
    url.strip_prefix("https://")?.split(['/', '?', '#']).next()
}

/// The platform that a well-known issuer belongs to.
pub(crate) fn platform_of(issuer: &str) -> Option<Platform> {
    let host = bare_host(https_host(issuer)?);
    let is_ghe_com = host.starts_with("token.actions.") && host.ends_with(".ghe.com");
    match host.as_str() {
        GITHUB_HOST => Some(Platform::GithubActions),
        GITLAB_HOST => Some(Platform::GitlabCi),
        _ if is_ghe_com => Some(Platform::GithubActions),
        _ => None,
    }
}

/// Whether owners who do not know each other share the issuer.
pub(super) fn is_shared(issuer: &str) -> bool {
    https_host(issuer).is_some_and(|host| matches!(bare_host(host).as_str(), GITHUB_HOST | GITLAB_HOST))
}

/// The host that answers, however it is spelt: in lower case, without a port and the dot of the root zone.
pub(crate) fn bare_host(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    let port = host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
    port.map_or(host.as_str(), |(name, _)| name).trim_end_matches('.').to_owned()
}

/// Whether a bare host is an IP address, however it is written, or the machine itself. A URL's host whose last label is a number is
/// an IPv4 address (WHATWG URL section 3.5), such as `2130706433` or `0x7f.1`.
pub(crate) fn is_unnamed(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = match last.strip_prefix("0x") {
        Some(hex) => hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => last.bytes().all(|byte| byte.is_ascii_digit()),
    };
    host.starts_with('[') || last == "localhost" || is_number
}

/// Where an owner's page is: GitHub's default audience begins so.
pub(super) fn github_web_address(issuer: &str) -> String {
    let host = https_host(issuer).unwrap_or_default();
    match host.strip_prefix("token.actions.") {
        _ if host == GITHUB_HOST => "https://github.com".to_owned(),
        Some(tenant) if tenant.ends_with(".ghe.com") => format!("https://{tenant}"),
        _ => format!("https://{host}"),
    }
}

/// The issuer of a platform, unless the identity names another.
pub(crate) const fn default_issuer(platform: Platform) -> Option<&'static str> {
    match platform {
        Platform::GithubActions => Some("https://token.actions.githubusercontent.com"),
        Platform::GitlabCi => Some("https://gitlab.com"),
        Platform::Oidc => None,
    }
}

const GITHUB_HOST: &str = "token.actions.githubusercontent.com";
const GITLAB_HOST: &str = "gitlab.com";
