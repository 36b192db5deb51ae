//! SARIF 2.1.0, the form in which code scanning services take findings
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use claimgate::{FindingCode, LintReport, LocatedFinding, Severity};
use serde_json::{Value, json};

/// A log of one run: its findings, each with its place in the file.
pub(crate) fn log(report: &LintReport<'_>) -> Value {
    let results: Vec<_> = report.findings.iter().map(|located| result(report.name, located)).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "claimgate",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": FindingCode::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: FindingCode) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.meaning() },
        "defaultConfiguration": { "level": level(code.severity()) },
        "properties": { "tags": ["security"] },
    })
}

fn result(file: &str, LocatedFinding { finding, location }: &LocatedFinding) -> Value {
    let place = FindingCode::ALL.iter().position(|code| *code == finding.code());
    json!({
        "ruleId": finding.code().as_str(),
        "ruleIndex": place,
        "level": level(finding.severity()),
        "message": { "text": format!("{}; {}", finding.message(), finding.fix()) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(file) },
                "region": { "startLine": location.line, "startColumn": location.column },
            },
            "logicalLocations": [{ "fullyQualifiedName": finding.pointer() }],
        }],
    })
}

/// SARIF has the same words.
const fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

/// A path as a relative reference (RFC 3986 section 4.2).
fn uri(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| match byte {
            b'\\' => "/".to_owned(),
            _ if is_plain(byte) => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
