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
    // Few words begin with the same two bytes as a shape: a quick look that keeps long texts cheap.
    let groups: Vec<_> = SHAPES.chunk_by(|left, right| left.first_two() == right.first_two()).collect();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(two) = bytes.get(at..).and_then(|rest| rest.first_chunk::<2>()) {
        let group = || groups.iter().find(|group| group.first().and_then(Shape::first_two) == Some(two));
        let found = (two[0].is_ascii_alphabetic() && starts_word(text, at)).then(group).flatten();
        match found.and_then(|shapes| shape_at(text, at, shapes)) {
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

fn shape_at(text: &str, at: usize, shapes: &[Shape]) -> Option<(Material, usize)> {
    let rest = text.get(at..)?;
    let (shape, tail) = shapes.iter().find_map(|shape| {
        let tail = rest.strip_prefix(shape.prefix)?;
        // The few first, so that a long word is only walked through once, when it is a secret.
        let fits = tail.bytes().take(SHORTEST_TAIL).filter(|byte| (shape.has)(*byte)).count() == SHORTEST_TAIL;
        fits.then_some((shape, tail))
    })?;
    let length = tail.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.~+/=".contains(byte)).count();
    Some((shape.material, at + shape.prefix.len() + length))
}

fn private_keys(text: &str) -> Vec<Secret> {
    let mut read_to = 0;
    let keys = pem_blocks(text).filter(|(_, label)| label.contains("PRIVATE KEY")).filter_map(|(start, _)| {
        // A block without an end goes on to the end of the text; what begins inside of a block is a part of it.
        let block = text.get(start..).filter(|_| start >= read_to)?;
        read_to = block.find(PEM_END).map_or(text.len(), |end| start + end + PEM_END.len());
        Some(Secret { material: Material::PrivateKeyPem, range: start..read_to })
    });
    keys.collect()
}

/// The public key or certificate in PEM that the text has.
pub(super) fn public_pem(text: &str) -> Option<Material> {
    pem_blocks(text).find_map(|(_, label)| match label {
        "CERTIFICATE" | "TRUSTED CERTIFICATE" => Some(Material::CertificatePem),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Some(Material::PublicKeyPem),
        _ => None,
    })
}

/// Where blocks in PEM (RFC 7468) begin, and their labels.
fn pem_blocks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices(PEM_BEGIN).filter_map(|(start, begin)| {
        let behind = text.get(start + begin.len()..)?;
        let (label, _) = behind.get(..behind.floor_char_boundary(LONGEST_LABEL))?.split_once("-----")?;
        Some((start, label))
    })
}

struct Shape {
    prefix: &'static str,
    /// What stands behind the prefix.
    has: fn(u8) -> bool,
    material: Material,
}

impl Shape {
    fn first_two(&self) -> Option<&[u8; 2]> {
        self.prefix.as_bytes().first_chunk()
    }
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

/// The documented prefixes of each service's secrets, sorted.
const SHAPES: [Shape; 48] = [
    word("AIza", Material::ServiceSecret),
    capitals("AKIA", Material::AwsKey),
    capitals("ASIA", Material::AwsKey),
    word("ATATT3", Material::ServiceSecret),
    base64("AWS_SECRET_ACCESS_KEY=", Material::AwsKey),
    base64("AWS_SECRET_ACCESS_KEY=\"", Material::AwsKey),
    base64("aws_secret_access_key = ", Material::AwsKey),
    word("dckr_pat_", Material::ServiceSecret),
    word("dop_v1_", Material::ServiceSecret),
    word("gho_", Material::GithubOauthToken),
    word("ghp_", Material::GithubPersonalToken),
    word("ghr_", Material::GithubUserToken),
    word("ghs_", Material::GithubInstallationToken),
    word("ghu_", Material::GithubUserToken),
    word("github_pat_", Material::GithubPersonalToken),
    word("glagent-", Material::GitlabToken),
    word("glcbt-", Material::GitlabToken),
    word("gldt-", Material::GitlabToken),
    word("glffct-", Material::GitlabToken),
    word("glft-", Material::GitlabToken),
    word("glimt-", Material::GitlabToken),
    word("gloas-", Material::GitlabToken),
    word("glpat-", Material::GitlabToken),
    word("glptt-", Material::GitlabToken),
    word("glrt-", Material::GitlabToken),
    word("glrtr-", Material::GitlabToken),
    word("glsa_", Material::ServiceSecret),
    word("glsoat-", Material::GitlabToken),
    word("glwt-", Material::GitlabToken),
    word("hvb.", Material::ServiceSecret),
    word("hvs.", Material::ServiceSecret),
    word("npm_", Material::NpmToken),
    word("pypi-AgE", Material::PypiToken),
    word("rk_live_", Material::ServiceSecret),
    word("rubygems_", Material::ServiceSecret),
    word("shpat_", Material::ServiceSecret),
    word("sk-ant-", Material::ServiceSecret),
    word("sk-proj-", Material::ServiceSecret),
    word("sk_live_", Material::ServiceSecret),
    word("sntrys_", Material::ServiceSecret),
    word("sntryu_", Material::ServiceSecret),
    word("xapp-", Material::SlackToken),
    word("xoxa-", Material::SlackToken),
    word("xoxb-", Material::SlackToken),
    word("xoxe", Material::SlackToken),
    word("xoxp-", Material::SlackToken),
    word("xoxr-", Material::SlackToken),
    word("xoxs-", Material::SlackToken),
];

/// Values that are JWTs and yet secrets: they are what a job requests its tokens with.
const SECRET_VARIABLES: [(&str, Material); 4] = [
    ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Material::GithubRunnerToken),
    ("ACTIONS_RUNTIME_TOKEN", Material::GithubRunnerToken),
    ("ACTIONS_CACHE_SERVICE_TOKEN", Material::GithubRunnerToken),
    ("CI_JOB_TOKEN", Material::GitlabToken),
];

const PEM_BEGIN: &str = "-----BEGIN ";
const PEM_END: &str = "-----END ";
const LONGEST_LABEL: usize = 64;
/// What is shorter behind its prefix is a name or an example.
const SHORTEST_TAIL: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_are_sorted_so_that_those_that_begin_alike_stand_together() {
        assert!(SHAPES.is_sorted_by_key(|shape| shape.prefix));
    }

    #[test]
    fn every_shape_is_found_behind_anything_that_is_no_word() {
        for shape in &SHAPES {
            let secret = format!("{}{}", shape.prefix, "AB12CD34EF56GH78");
            for text in [
                secret.clone(),
                format!("x={secret}"),
                format!("\"{secret}\""),
                format!("%22{secret}"),
                format!("\\n{secret}"),
            ] {
                let found = find_secrets(&text);
                assert!(matches!(found.as_slice(), [it] if it.material == shape.material), "{text}");
            }
            assert!(find_secrets(&format!("x{secret}")).is_empty(), "{secret}");
        }
    }
}
