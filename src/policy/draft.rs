//! Writing policy documents: identities with their members in the order of the documentation.

use super::identities::MEMBERS;
use crate::json_value::Json;

/// An identity in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft(Vec<(&'static str, Json)>);

impl Draft {
    /// Adds a member, or replaces it.
    pub(crate) fn set(&mut self, member: &'static str, value: impl Into<Json>) {
        self.0.retain(|(name, _)| *name != member);
        self.0.push((member, value.into()));
        self.0.sort_by_key(|(name, _)| MEMBERS.iter().position(|known| known == name));
    }

    /// The same where there is a value.
    pub(crate) fn set_optional(&mut self, member: &'static str, value: Option<impl Into<Json>>) {
        if let Some(value) = value {
            self.set(member, value);
        }
    }
}

/// A policy of these identities, to be read and edited, with the addresses of key sets by issuer.
pub(crate) fn document(identities: &[Draft], key_sets: &[(String, String)]) -> String {
    let member = |(name, value): &(&str, Json)| format!("      {}: {value}", Json::from(*name));
    let identity = |Draft(members): &Draft| {
        let members: Vec<_> = members.iter().map(member).collect();
        format!("    {{\n{}\n    }}", members.join(",\n"))
    };
    let issuer = |(issuer, address): &(String, String)| {
        format!("    {{ \"issuer\": {}, \"jwksUri\": {} }}", Json::from(issuer.as_str()), Json::from(address.as_str()))
    };
    let issuers = match key_sets.iter().map(issuer).collect::<Vec<_>>().join(",\n") {
        none if none.is_empty() => String::new(),
        issuers => format!("  \"issuers\": [\n{issuers}\n  ],\n"),
    };
    let identities: Vec<_> = identities.iter().map(identity).collect();
    format!("{{\n{issuers}  \"identities\": [\n{}\n  ]\n}}\n", identities.join(",\n"))
}

/// An identifier for an e-mail address or a file: words of lower-case letters and digits, joined by hyphens.
pub(crate) fn slug(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let words: Vec<_> =
        lower.split(|character: char| !character.is_ascii_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let slug: String = words.join("-").chars().take(LONGEST_SLUG).collect();
    match slug.trim_matches('-') {
        "" => "job".to_owned(),
        slug => slug.to_owned(),
    }
}

/// The local part of an e-mail address has at most 64 characters (RFC 5321 section 4.5.3.1.1).
const LONGEST_SLUG: usize = 64;
