//! Claims that were printed line by line, as PyPI, NuGet, Azure's login and many scripts do it: bullets, tables, names and
//! values.

use super::claim_names::{claim_of, is_date, is_telling};
use super::notation::{is_missing, json_string};
use super::outline::Outline;

/// The claims that stand in the lines of a text.
pub(super) struct Gathered {
    pub(super) json: String,
    /// How many lines have a claim.
    pub(super) count: usize,
    /// How many bytes the other lines have, without white space around them.
    pub(super) left_out: usize,
    /// The claims that the printout calls missing.
    pub(super) missing: Vec<String>,
}

/// Gathers the claims of a text, if it has at least a subject, a claim that is called so, or three claims of which one is
/// telling.
pub(super) fn gather(text: &str) -> Option<Gathered> {
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let mut claims: Vec<(&str, String)> = Vec::new();
    let mut gathered = Gathered { json: String::new(), count: 0, left_out: 0, missing: Vec::new() };
    let mut is_named = false;
    // The claim whose value is a list in the lines below, as in YAML.
    let mut list: Option<(&str, Vec<String>)> = None;
    for line in text.lines() {
        let text = line.trim();
        if let (Some((_, items)), Some(item)) = (&mut list, text.strip_prefix("- ")) {
            items.push(json_string(unquoted(item.trim())));
            gathered.count += 1;
            continue;
        }
        claims.extend(list.take().and_then(as_claim));
        list = text.strip_suffix(':').and_then(claim_of).map(|name| (name, Vec::new()));
        let found = if gathered.count < MOST_CLAIMS { claims_in(text) } else { Vec::new() };
        is_named |= !found.is_empty() && sentence(text).is_some();
        match (found.is_empty(), &list) {
            (true, None) => gathered.left_out += text.len(),
            _ => gathered.count += 1,
        }
        for claim in found {
            match claim {
                (name, None) => gathered.missing.push(name.to_owned()),
                (name, Some(value)) if claims.iter().any(|claim| claim.0 == name && claim.1 == value) => {}
                (name, Some(value)) => claims.push((name, value)),
            }
        }
    }
    claims.extend(list.and_then(as_claim));
    let has = |name: &str| claims.iter().any(|claim| claim.0 == name);
    let enough = is_named || has("sub") || claims.len() >= 3 && claims.iter().any(|claim| is_telling(claim.0));
    enough.then(|| {
        let members: Vec<_> = claims.iter().map(|(name, value)| format!("{}:{value}", json_string(name))).collect();
        gathered.json = format!("{{{}}}", members.join(","));
        gathered
    })
}

fn as_claim((name, items): (&'static str, Vec<String>)) -> Option<(&'static str, String)> {
    (!items.is_empty()).then(|| (name, format!("[{}]", items.join(","))))
}

/// A claim and its value as JSON; no value where the line calls it missing.
type Claim = (&'static str, Option<String>);

/// The claims of a line: one with its name before it, or several as `name=value`.
fn claims_in(line: &str) -> Vec<Claim> {
    let line = line.trim_start_matches(|it: char| !it.is_alphanumeric() && !matches!(it, '"' | '\'' | '`' | '['));
    if let Some(claim) = sentence(line).or_else(|| pair(line)).and_then(|(name, value)| claim(name, value)) {
        return vec![claim];
    }
    line.split_whitespace()
        .take(MOST_CLAIMS)
        .filter_map(|word| word.split_once('='))
        .filter_map(|(name, value)| claim(name, value))
        .collect()
}

fn claim(name: &str, value: &str) -> Option<Claim> {
    let name = claim_of(unquoted(name.trim().trim_matches(['[', ']', '*', ' '])))?;
    let value = value.trim().trim_end_matches([',', ';', '|', '│']).trim();
    if is_missing(unquoted(value)) {
        return Some((name, None));
    }
    if value.starts_with('[') && Outline::of_whole(value).stop.is_none() {
        return Some((name, Some(value.to_owned())));
    }
    let value = unquoted(value);
    if is_date(name) {
        let digits = value.len() - value.trim_start_matches(|it: char| it.is_ascii_digit()).len();
        return value.get(..digits).filter(|seconds| !seconds.is_empty()).map(|seconds| (name, Some(seconds.to_owned())));
    }
    (!value.is_empty() && value.len() <= LONGEST_VALUE).then(|| (name, Some(json_string(value))))
}

/// `Claim 'job_workflow_ref' has value '…'`, as NuGet says it.
fn sentence(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once("laim '")?;
    let (name, rest) = rest.split_once('\'')?;
    let (_, rest) = rest.split_once(" value '")?;
    Some((name, rest.split_once('\'')?.0))
}

/// A name, a separator and a value.
fn pair(line: &str) -> Option<(&str, &str)> {
    let quote = line.chars().next().filter(|it| matches!(it, '`' | '"' | '\''));
    let name_end = match quote {
        Some(quote) => line.get(1..)?.find(quote)? + 2,
        None => line.char_indices().take(LONGEST_NAME).find_map(|(place, it)| {
            let is_double = || line.get(place + 1..).is_some_and(|rest| rest.starts_with([' ', '-', '=']));
            (matches!(it, ':' | '=' | '|' | '│' | '→' | '\t') || it == ' ' && is_double()).then_some(place)
        })?,
    };
    let (name, rest) = line.split_at_checked(name_end)?;
    let value = rest.trim_start().trim_start_matches([':', '=', '|', '│', '→', '>', '*']);
    let value = value.strip_prefix(" - ").or_else(|| value.strip_prefix("- ")).unwrap_or(value);
    (value.len() < rest.len()).then_some((name, value))
}

fn unquoted(text: &str) -> &str {
    ['`', '"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(text)
}

/// What a text with claims in its lines has at least one of.
const MARKS: [&str; 5] = ["sub", "Sub", "laim '", "repository", "project_path"];
/// Real tokens have about thirty.
const MOST_CLAIMS: usize = 128;
const LONGEST_NAME: usize = 40;
const LONGEST_VALUE: usize = 2048;
