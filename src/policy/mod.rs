//! The policy document: workload identities, their issuers and roles. Parsed once; what loads means what it says.

pub(crate) mod faults;
pub(crate) mod reader;
mod names;
mod patterns;
mod subjects;
mod roles;
mod identities;
mod issuers;
pub(crate) mod draft;

use std::sync::Arc;

use crate::by_name::ByName;
use crate::claims::{Claims, Unverified};
use crate::code::Code;
use crate::directory::Directory;
use crate::identity::{Facts, Identity};
use crate::json::Document;
use crate::matches::Match;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, quoted};
use crate::role::Role;
use crate::time::UnixTime;
use crate::verified::Verified;
use crate::verifier::{DEFAULT_LEEWAY, Verifier};
use faults::Faults;
use identities::Surroundings;
pub(crate) use issuers::Issuer;
pub(crate) use names::{bare_host, https_host, is_unnamed, url_fault};
pub(crate) use names::{default_issuer, platform_of};
use reader::{Entry, Fields};
use roles::Roles;

/// The JSON Schema (draft 2020-12) of policy documents, for editors.
///
/// It describes the form. [`Policy::parse`] also refuses what no schema can see, such as a pattern that could never match.
pub const POLICY_SCHEMA: &str = include_str!("schema.json");

/// Workload identities, of which one must match.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Never empty.
    identities: Vec<Identity>,
    issuers: ByName<Issuer>,
    leeway: u64,
    /// Those that the document defines, if it says what callers may do.
    roles: Option<Vec<Arc<Role>>>,
}

impl Policy {
    /// The longest accepted document: a hundred thousand identities have about 40 MiB.
    pub const MAX_BYTES: usize = 64 * 1024 * 1024;

    /// Reads a policy document and compiles its patterns; reports every fault it has.
    ///
    /// # Errors
    /// One [`Problem`] for each fault, in the order of the document, with a JSON pointer, what was expected and the fix. A text
    /// that is no JSON object, or has a member twice, has just one.
    pub fn parse(json: &[u8]) -> Result<Self, Vec<Problem>> {
        if json.len() > Self::MAX_BYTES {
            let problem = Problem::new(Code::PolicyTooLarge, Source::Policy, "");
            return Err(vec![problem.expected(say::MIB_OF_POLICY).actual(say::bytes(json.len()))]);
        }
        let document = Document::parse_object(json.to_vec(), Source::Policy).map_err(|problem| vec![problem])?;
        let mut faults = Faults::default();
        match Self::read(&Entry::root(Source::Policy, document.root()), &mut faults) {
            Some(policy) if faults.count() == 0 => Ok(policy),
            _ => Err(faults.into_problems(Source::Policy)),
        }
    }

    /// The policy that stands in a document of others; nothing if it has faults.
    pub(crate) fn read(root: &Entry<'_, '_>, faults: &mut Faults) -> Option<Self> {
        let fields = Fields::open(root, MEMBERS, faults)?;
        if let Some(schema) = fields.optional("$schema") {
            schema.text(say::ADDRESS_OF_SCHEMA, faults);
        }
        let leeway =
            fields.optional("leeway").and_then(|it| it.integer(0..=Verifier::MAX_LEEWAY, faults)).unwrap_or(DEFAULT_LEEWAY);
        let email_domain = match fields.optional("emailDomain") {
            Some(entry) => read_email_domain(&entry, faults),
            None => Some(DEFAULT_EMAIL_DOMAIN),
        };
        let roles = fields.optional("roles");
        let has_roles = roles.is_some();
        let roles = roles.map_or_else(Roles::none, |it| Roles::read(&it, faults));
        let around = Surroundings { email_domain, roles: &roles };
        let mut found_issuers = Vec::new();
        let mut all_known = true;
        let mut emails = Directory::default();
        let identities = fields.required("identities", faults).and_then(|entry| {
            entry.list(say::IDENTITIES, faults, |item, faults| {
                let (identity, issuer) = identities::read(item, &around, faults);
                all_known &= issuer.is_some();
                // Most have that of the one before.
                found_issuers.extend(issuer.filter(|issuer| found_issuers.last() != Some(issuer)));
                if let Some(value) = item.value.get("email")
                    && let Some(email) = value.as_str()
                    && !emails.insert(email)
                {
                    faults.push(item.at.member("email", value).fault(Code::ValueDuplicate).actual(quoted(email)));
                }
                identity
            })
        });
        let mut issuers = Issuer::of_platforms(&found_issuers);
        if let Some(entry) = fields.optional("issuers") {
            let all_known = all_known && !found_issuers.is_empty();
            issuers::read(&entry, &mut issuers, all_known, faults);
        }
        Some(Self { identities: identities?, issuers, leeway, roles: has_roles.then(|| roles.into_list()) })
    }

    /// The identities, in the order of the document.
    #[must_use]
    pub fn identities(&self) -> &[Identity] {
        &self.identities
    }

    /// Whether the document says what callers may do. If not, [`Gate::permit`](crate::Gate::permit) leaves that to the host.
    #[must_use]
    pub const fn has_roles(&self) -> bool {
        self.roles.is_some()
    }

    /// Keys of the document that cannot verify anything, each with the reason and the pointer of its member.
    pub fn skipped_keys(&self) -> impl Iterator<Item = &Problem> {
        self.issuers.iter().filter_map(|(_, issuer)| issuer.trusted.keys.as_deref()).flat_map(|keys| keys.skipped())
    }

    /// Holds every identity against the claims, in the order of the document.
    #[must_use]
    pub fn matches<'p>(&'p self, verified: &Verified) -> Vec<Match<'p>> {
        self.hold_against(&Facts::of(verified))
    }

    /// What the identities would say if the claims were true. It grants nothing: a [`Match`] is no
    /// [`Allowed`](crate::Allowed).
    #[must_use]
    pub fn rehearse<'p>(&'p self, claims: &Unverified<Claims>, now: UnixTime) -> Vec<Match<'p>> {
        self.hold_against(&Facts::as_if(claims.peek_unverified(), now))
    }

    fn hold_against<'p>(&'p self, facts: &Facts<'_>) -> Vec<Match<'p>> {
        self.identities.iter().map(|identity| Match::new(identity, facts)).collect()
    }

    pub(crate) const fn issuers(&self) -> &ByName<Issuer> {
        &self.issuers
    }

    pub(crate) const fn leeway(&self) -> u64 {
        self.leeway
    }

    /// The roles that the document defines, if it says what callers may do.
    pub(crate) fn roles(&self) -> Option<&[Arc<Role>]> {
        self.roles.as_deref()
    }
}

fn read_email_domain<'d>(entry: &Entry<'d, '_>, faults: &mut Faults) -> Option<&'d str> {
    let domain = entry.plain_text(say::DOMAIN_NAME, faults)?;
    match names::domain_fault(domain) {
        None => return Some(domain),
        Some(expected) => entry.malformed(&expected, faults),
    }
    None
}

const MEMBERS: &[&str] = &["$schema", "emailDomain", "leeway", "issuers", "identities", "roles"];
const DEFAULT_EMAIL_DOMAIN: &str = "workload.bytebase.com";
