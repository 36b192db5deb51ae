//! Secrets that are no tokens of jobs, by their shapes. They are looked for before anything else: some hide a JWT inside, and
//! a live secret must not be taken for what a job may show. Their values are never kept.

use std::ops::Range;

use crate::code::intake::Material;

use super::segment::is_base64;

/// A secret and where it stands.
pub(super) struct Secret {
    pub(super) material: Material,
    pub(super) range: Range<usize>,
}

/// Finds the secrets of a text, in order.
pub(super) fn find_secrets(text: &str) -> Vec<Secret> {
    let mut secrets = private_keys(text);
    let mut beginnings: Vec<_> = SHAPES.iter().filter_map(|shape| shape.prefix.as_bytes().first_chunk::<2>()).collect();
    beginnings.dedup();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(two) = bytes.get(at..).and_then(|rest| rest.first_chunk::<2>()) {
        let may_begin = two[0].is_ascii_alphabetic() && starts_word(text, at) && beginnings.contains(&two);
        match may_begin.then(|| shape_at(text, at)).flatten() {
            Some((material, end)) => {
                secrets.push(Secret { material, range: at..end });
                at = end;
            }
            None => at += 1,
        }
    }
    secrets.sort_by_key(|secret| secret.range.start);
    secrets
}

/// The name of a variable whose value is a secret, although it may look like a token of a job.
pub(super) fn secret_variable(name: &str) -> Option<Material> {
    SECRET_VARIABLES.iter().find(|(variable, _)| name.eq_ignore_ascii_case(variable)).map(|(_, material)| *material)
}

/// Whether a word begins at that byte: behind a letter or digit there is none, unless that belongs to an escape sequence or
/// a percent-encoded character.
pub(super) fn starts_word(text: &str, at: usize) -> bool {
    let before = |distance: usize| at.checked_sub(distance).and_then(|place| text.as_bytes().get(place).copied());
    let Some(last) = before(1) else { return true };
    if !last.is_ascii_alphanumeric() && last != b'_' {
        return true;
    }
    match (before(3), before(2)) {
        (_, Some(b'\\')) => matches!(last, b'n' | b'r' | b't'),
        (Some(b'%'), Some(second)) => second.is_ascii_hexdigit() && last.is_ascii_hexdigit(),
        _ => before(6) == Some(b'\\') && before(5) == Some(b'u'),
    }
}

fn shape_at(text: &str, at: usize) -> Option<(Material, usize)> {
    let rest = text.get(at..)?;
    let (shape, tail) = SHAPES.iter().find_map(|shape| Some((shape, rest.strip_prefix(shape.prefix)?)))?;
    // The few first, so that a long word is only walked through once, when it is a secret.
    if tail.bytes().take(SHORTEST_TAIL).filter(|byte| (shape.has)(*byte)).count() < SHORTEST_TAIL {
        return None;
    }
    let length = tail.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.~+/=".contains(byte)).count();
    Some((shape.material, at + shape.prefix.len() + length))
}

fn private_keys(text: &str) -> Vec<Secret> {
    let mut secrets = Vec::new();
    let mut from = 0;
    while let Some(begin) = text.get(from..).and_then(|rest| rest.find(PEM_BEGIN)).map(|place| from + place) {
        let behind = begin + PEM_BEGIN.len();
        from = behind;
        let Some((label, _)) = text
            .get(behind..)
            .and_then(|rest| rest.get(..rest.floor_char_boundary(LONGEST_LABEL)))
            .and_then(|rest| rest.split_once("-----"))
        else {
            continue;
        };
        if label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK") {
            let end = text
                .get(behind..)
                .and_then(|rest| rest.find("-----END "))
                .map_or(text.len(), |end| behind + end + PEM_BEGIN.len());
            secrets.push(Secret { material: Material::PrivateKeyPem, range: begin..end.min(text.len()) });
            from = end.min(text.len());
        }
    }
    secrets
}

/// The public key or certificate in PEM that the text has.
pub(super) fn public_pem(text: &str) -> Option<Material> {
    let (_, behind) = text.split_once(PEM_BEGIN)?;
    let label = behind.get(..behind.floor_char_boundary(LONGEST_LABEL))?.split("-----").next()?;
    match label {
        "CERTIFICATE" | "TRUSTED CERTIFICATE" => Some(Material::CertificatePem),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Some(Material::PublicKeyPem),
        _ => None,
    }
}

struct Shape {
    prefix: &'static str,
    /// What stands behind the prefix.
    has: fn(u8) -> bool,
    material: Material,
}

const fn word(prefix: &'static str, material: Material) -> Shape {
    Shape { prefix, has: |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'), material }
}

const fn capitals(prefix: &'static str, material: Material) -> Shape {
    Shape { prefix, has: |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit(), material }
}

const fn base64(prefix: &'static str, material: Material) -> Shape {
    Shape { prefix, has: is_base64, material }
}

/// The documented prefixes of each service's secrets.
const SHAPES: [Shape; 48] = [
    word("github_pat_", Material::GithubPersonalToken),
    word("ghp_", Material::GithubPersonalToken),
    word("gho_", Material::GithubOauthToken),
    word("ghu_", Material::GithubUserToken),
    word("ghr_", Material::GithubUserToken),
    word("ghs_", Material::GithubInstallationToken),
    word("glpat-", Material::GitlabToken),
    word("gldt-", Material::GitlabToken),
    word("glrt-", Material::GitlabToken),
    word("glrtr-", Material::GitlabToken),
    word("glcbt-", Material::GitlabToken),
    word("glptt-", Material::GitlabToken),
    word("glft-", Material::GitlabToken),
    word("glimt-", Material::GitlabToken),
    word("glagent-", Material::GitlabToken),
    word("gloas-", Material::GitlabToken),
    word("glsoat-", Material::GitlabToken),
    word("glffct-", Material::GitlabToken),
    word("glwt-", Material::GitlabToken),
    capitals("AKIA", Material::AwsKey),
    capitals("ASIA", Material::AwsKey),
    base64("AWS_SECRET_ACCESS_KEY=", Material::AwsKey),
    base64("AWS_SECRET_ACCESS_KEY=\"", Material::AwsKey),
    base64("aws_secret_access_key = ", Material::AwsKey),
    word("xoxb-", Material::SlackToken),
    word("xoxp-", Material::SlackToken),
    word("xoxa-", Material::SlackToken),
    word("xoxr-", Material::SlackToken),
    word("xoxs-", Material::SlackToken),
    word("xoxe", Material::SlackToken),
    word("xapp-", Material::SlackToken),
    word("npm_", Material::NpmToken),
    word("pypi-AgE", Material::PypiToken),
    word("sntrys_", Material::ServiceSecret),
    word("sntryu_", Material::ServiceSecret),
    word("hvs.", Material::ServiceSecret),
    word("hvb.", Material::ServiceSecret),
    word("dckr_pat_", Material::ServiceSecret),
    word("sk_live_", Material::ServiceSecret),
    word("rk_live_", Material::ServiceSecret),
    word("sk-ant-", Material::ServiceSecret),
    word("sk-proj-", Material::ServiceSecret),
    word("AIza", Material::ServiceSecret),
    word("dop_v1_", Material::ServiceSecret),
    word("shpat_", Material::ServiceSecret),
    word("rubygems_", Material::ServiceSecret),
    word("glsa_", Material::ServiceSecret),
    word("ATATT3", Material::ServiceSecret),
];

/// Values that are JWTs and yet secrets: they are what a job requests its tokens with.
const SECRET_VARIABLES: [(&str, Material); 4] = [
    ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Material::GithubRunnerToken),
    ("ACTIONS_RUNTIME_TOKEN", Material::GithubRunnerToken),
    ("ACTIONS_CACHE_SERVICE_TOKEN", Material::GithubRunnerToken),
    ("CI_JOB_TOKEN", Material::GitlabToken),
];

const PEM_BEGIN: &str = "-----BEGIN ";
const LONGEST_LABEL: usize = 64;
/// What is shorter behind its prefix is a name or an example.
const SHORTEST_TAIL: usize = 16;
