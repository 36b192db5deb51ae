//! Decides about workload-identity tokens.
// The modules stand in dependency order: each uses only those above it. A test holds them to that.
mod code;
mod messages;
mod problem;
mod page;
mod encoding;
mod json;
mod json_value;
mod location;
mod directory;
mod by_name;
mod time;
mod algorithm;
mod header;
mod claims;
mod token;
mod spki;
mod curve;
mod jwk;
mod key_set;
mod key_text;
mod signature;
mod verified;
mod verifier;
mod glob;
mod pattern;
mod place;
mod job;
mod condition;
mod role;
mod fingerprint;
mod identity;
mod matches;
mod policy;
mod subject_texts;
mod conversion;
mod bytebase;
mod cloud;
mod safety;
mod suggest;
mod repository_address;
mod decision;
mod index;
mod gate;
mod permit;
mod exchange;
mod shared_secret;
mod access_token;
mod seen;
mod refresh;
mod remote_keys;
mod authorization;
mod refusal;
mod identity_headers;
mod proxy_settings;
mod intake;
mod explain;
mod reference;

#[cfg(doctest)]
mod trust;

pub use access_token::{AccessClaims, AccessTokens, Actor, Authorized, PendingAccess, VerifiedAccess};
pub use algorithm::Algorithm;
pub use authorization::{TokenPlace, bearer_token, replaces_request_line};
pub use bytebase::{SubjectStyle, export_bytebase, import_bytebase};
pub use claims::{Claims, Unverified};
pub use cloud::{Cloud, export_to_cloud};
pub use code::Code;
pub use code::check::Check;
pub use code::difference::{Difference, Reach};
pub use code::explain::{Advice, Answer, Hint, Role, State, SubjectForm, SubjectPartKind, Target, Word};
pub use code::finding::{FindingCode, Grade, Severity};
pub use code::intake::{Change, Flaw, Form, Material, Remark};
pub use conversion::{Conversion, Converted};
pub use decision::{Allowed, Decision, Denied};
pub use exchange::{ContentHeaders, ExchangeRequest, TokenUse};
pub use explain::{
    Answered, Answers, AsOf, CallerReport, Checked, EXPLANATION_SCHEMA, Explained, ExplainedMember, Explanation, Fix,
    Mismatch, Moment, Nearness, Operation, Pasted, Shown, SubjectAnatomy, SubjectPart, Use, Verdict, suggest_for,
};
pub use gate::{Caller, Gate, KeySource, Pending};
pub use header::Header;
pub use identity::{Identity, Platform};
pub use identity_headers::{identity_headers, is_identity_header, is_reserved_header};
pub use intake::{Anatomy, Candidate, Context, Fault, Intake, Member, Note, Part, Step, Told};
pub use json_value::Json;
pub use jwk::PublicKey;
pub use key_set::KeySet;
pub use key_text::key_set_from_text;
pub use location::Location;
pub use matches::Match;
pub use page::{Page, Span};
pub use policy::{POLICY_SCHEMA, Policy};
pub use problem::{Problem, Source, is_unprintable};
pub use proxy_settings::{Mode, PROXY_SETTINGS_SCHEMA, ProxySettings};
pub use reference::{CodeEntry, code_reference, code_reference_markdown};
pub use refusal::{Realm, Refusal};
pub use remote_keys::{Fetch, Fetched, Landing, Need, RemoteKeys};
pub use repository_address::RepositoryAddress;
pub use safety::{Example, Finding, GradedIdentity, LintReport, LocatedFinding, Safety};
pub use seen::SeenTokens;
pub use signature::{SignatureCheck, is_signature_by_ring, verify_with_ring};
pub use suggest::{Suggestion, suggest};
pub use time::UnixTime;
pub use token::Token;
pub use verified::{SeenToken, Verified};
pub use verifier::{OneOrMore, Prepared, Verifier, VerifierBuilder, verify_jws};

/// The examples of the README compile, and hold.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
