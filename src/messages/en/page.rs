//! Verdicts, labels and headings of decisions, problems and findings on a page.

/// Where in a document, of which the stable name is given: `the token's claims, /exp`.
pub(crate) fn place(document: &str, pointer: &str) -> String {
    let document = match document {
        "token" => "the token",
        "header" => "the token's header",
        "claims" => "the token's claims",
        "keySet" => "the key set",
        "discovery" => "the discovery document",
        "request" => "the request",
        "policy" => "the policy",
        _ => "Bytebase's document",
    };
    match pointer {
        "" => document.to_owned(),
        pointer => format!("{document}, {pointer}"),
    }
}

/// Where it is, what was expected, what was found, and what to do.
pub(crate) const fn labels_of_problem() -> [&'static str; 4] {
    ["where", "expected", "actual", "fix"]
}

pub(crate) fn fix(fix: &str) -> String {
    format!("fix: {fix}")
}

pub(crate) fn identity(email: &str, name: &str) -> String {
    format!("{email} ({name})")
}

// Of decisions.

/// The word for an allowed token, and what follows it.
pub(crate) fn allowed(identity: &str) -> (&'static str, String) {
    ("ALLOWED", format!(" by {identity}"))
}

pub(crate) const fn labels_of_allowed() -> [&'static str; 3] {
    ["subject", "roles", "expires"]
}

pub(crate) const fn none() -> &'static str {
    "(none)"
}

pub(crate) fn date(utc: &str, relative: &str) -> String {
    format!("{utc} ({relative})")
}

/// The word for a token that cannot be believed, and what follows it.
pub(crate) fn rejected(code: &str) -> (&'static str, String) {
    ("REJECTED", format!(" (401): {code}"))
}

/// The word for a genuine token that nobody wants, and what follows it.
pub(crate) fn denied(code: &str) -> (&'static str, String) {
    ("DENIED", format!(" (403): {code}"))
}

pub(crate) const fn label_of_identity() -> &'static str {
    "identity"
}

pub(crate) const fn heading_nearest() -> &'static str {
    "Nearest identities, each with everything that does not fit"
}

// Of a policy's findings.

/// `3 identities: 1 exact, 2 broad`
pub(crate) fn identities(count: usize, grades: &[(usize, &str)]) -> String {
    let noun = if count == 1 { "identity" } else { "identities" };
    let grades: Vec<_> = grades.iter().map(|(count, grade)| format!("{count} {grade}")).collect();
    format!("{count} {noun}: {}", grades.join(", "))
}

pub(crate) fn identity_in_line(identity: &str, line: usize) -> String {
    format!("{identity}, line {line}")
}

/// What stands between a finding's severity and its code.
pub(crate) fn in_line(line: usize) -> String {
    format!(" line {line}, ")
}

pub(crate) const fn labels_of_examples() -> [&'static str; 2] {
    ["admits", "refuses"]
}

pub(crate) const fn never_matches() -> &'static str {
    "never matches"
}
