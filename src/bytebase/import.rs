//! From Bytebase to a policy. Every draft is judged by the loader of policies itself, and what it finds is told where Bytebase
//! has it.

use std::collections::HashSet;

use super::shape::to_structured;
use crate::code::Code;
use crate::code::difference::Difference;
use crate::conversion::{Conversion, Converted};
use crate::identity::Platform;
use crate::json::{Document, Value};
use crate::messages::phrases as say;
use crate::policy::draft::{self, Draft};
use crate::policy::{Policy, default_issuer, platform_of};
use crate::problem::{Problem, Source, quoted};

/// How the policy says whose jobs an identity admits.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SubjectStyle {
    /// Bytebase's own pattern, as `subject`: nothing is widened.
    #[default]
    Raw,
    /// Owner, repository and place where they can express the pattern. They admit subjects with and without ids, and the
    /// report says so.
    Structured,
}

/// Turns Bytebase's workload identities into a policy.
///
/// The text is one workload identity, a list of them, or an object with a list `workloadIdentities`, as Bytebase's API gives it.
///
/// # Errors
/// If the text is none of these, or no strict JSON. What cannot be imported is no error but a problem of the conversion.
pub fn import_bytebase(json: &[u8], style: SubjectStyle) -> Result<Conversion, Problem> {
    let document = Document::parse_value(json.to_vec(), Source::Bytebase)?;
    let (parent, entries) = entries(document.root())?;
    let mut imported =
        Imported { style, drafts: Vec::new(), issuers: Vec::new(), converted: Vec::new(), problems: Vec::new() };
    let mut emails = HashSet::new();
    for (place, value) in entries.into_iter().enumerate() {
        let at = if parent == SINGLE { String::new() } else { format!("{parent}/{place}") };
        let entry = Entry { value, at };
        if let Err(problems) = imported.take(&entry, &mut emails) {
            imported.problems.extend(problems);
        }
    }
    let Imported { drafts, issuers, converted, problems, .. } = imported;
    let document = (!drafts.is_empty()).then(|| draft::document(&drafts, &issuers));
    Ok(Conversion { document, converted, problems })
}

/// The workload identities, and the pointer to their list.
fn entries(root: Value<'_>) -> Result<(&'static str, Vec<Value<'_>>), Problem> {
    let expected = say::WORKLOAD_IDENTITIES;
    let malformed = |value: Value<'_>| {
        Problem::new(Code::MemberTypeMismatch, Source::Bytebase, "").expected(expected).actual(value.kind())
    };
    if let Some(items) = root.items() {
        return Ok(("", items.collect()));
    }
    match root.get("workloadIdentities") {
        Some(list) => Ok(("/workloadIdentities", list.items().ok_or_else(|| malformed(list))?.collect())),
        None if root.members().is_some() => Ok((SINGLE, vec![root])),
        None => Err(malformed(root)),
    }
}

/// A value and the pointer to it.
struct Entry<'d> {
    value: Value<'d>,
    at: String,
}

impl<'d> Entry<'d> {
    fn problem(&self, code: Code, member: &str) -> Problem {
        let step = if member.is_empty() { "" } else { "/" };
        Problem::new(code, Source::Bytebase, format!("{}{step}{member}", self.at))
    }

    /// The string of that name; an empty one is as good as none in Bytebase's form.
    fn text(&self, member: &str) -> Result<Option<&'d str>, Problem> {
        let Some(value) = self.value.get(member) else { return Ok(None) };
        let text = value
            .as_str()
            .ok_or_else(|| self.problem(Code::MemberTypeMismatch, member).expected(say::A_STRING).actual(value.kind()))?;
        Ok((!text.is_empty()).then_some(text))
    }

    fn required_text(&self, member: &str) -> Result<&'d str, Problem> {
        self.text(member)?.ok_or_else(|| self.problem(Code::MemberMissing, "").expected(quoted(member)))
    }

    /// Refuses what this version of Bytebase's form does not have: it could be a condition.
    fn refuse_unknown(&self, known: &[&str]) -> Result<(), Problem> {
        let Some(mut members) = self.value.members() else {
            return Err(self.problem(Code::MemberTypeMismatch, "").expected(say::AN_OBJECT).actual(self.value.kind()));
        };
        let all = known.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        match members.find(|(name, _)| !known.contains(name)) {
            Some((name, _)) => Err(self.problem(Code::MemberUnknown, name).expected(all).actual(quoted(name))),
            None => Ok(()),
        }
    }
}

struct Imported {
    style: SubjectStyle,
    drafts: Vec<Draft>,
    /// Issuers whose key sets have an address of their own.
    issuers: Vec<(String, String)>,
    converted: Vec<Converted>,
    problems: Vec<Problem>,
}

impl Imported {
    fn take<'d>(&mut self, entry: &Entry<'d>, emails: &mut HashSet<&'d str>) -> Result<(), Vec<Problem>> {
        let Read { draft, email, differences, jwks } = self.read(entry).map_err(|problem| vec![problem])?;
        // The loader of policies knows best what can be loaded.
        let issuers: Vec<_> = jwks.iter().cloned().collect();
        let document = draft::document(std::slice::from_ref(&draft), &issuers);
        if let Err(faults) = Policy::parse(document.as_bytes()) {
            return Err(faults.iter().map(|fault| of_bytebase(fault, entry)).collect());
        }
        if !emails.insert(email) {
            return Err(vec![entry.problem(Code::ValueDuplicate, "email").actual(quoted(email))]);
        }
        if let Some((issuer, address)) = jwks {
            match self.issuers.iter().find(|(known, _)| *known == issuer) {
                Some((_, known)) if *known != address => {
                    let problem = entry.problem(Code::ConditionsContradictory, "workloadIdentityConfig/jwksUrl");
                    return Err(vec![problem.actual(say::both(&quoted(known), &quoted(&address)))]);
                }
                Some(_) => {}
                None => self.issuers.push((issuer, address)),
            }
        }
        self.drafts.push(draft);
        self.converted.push(Converted { pointer: entry.at.clone(), email: email.to_owned(), differences });
        Ok(())
    }

    fn read<'d>(&self, entry: &Entry<'d>) -> Result<Read<'d>, Problem> {
        entry.refuse_unknown(MEMBERS)?;
        let is_deactivated = match entry.text("state")? {
            None | Some("ACTIVE" | "STATE_UNSPECIFIED") => false,
            Some("DELETED") => true,
            Some(other) => {
                let unknown = entry.problem(Code::ValueUnknown, "state");
                return Err(unknown.expected(say::STATE_OF_IDENTITY).actual(quoted(other)));
            }
        };
        let by_name = entry.text("name")?.and_then(|name| name.strip_prefix("workloadIdentities/"));
        let email = match entry.text("email")?.or(by_name) {
            Some(email) => email,
            None => entry.required_text("email")?,
        };
        let config = entry.value.get("workloadIdentityConfig");
        let config = config.ok_or_else(|| entry.problem(Code::MemberMissing, "").expected("`workloadIdentityConfig`"))?;
        let config = Entry { value: config, at: format!("{}/workloadIdentityConfig", entry.at) };
        config.refuse_unknown(CONFIG_MEMBERS)?;
        let issuer = config.required_text("issuerUrl")?;
        let platform = platform(issuer, config.text("providerType")?);
        let mut draft = Draft::default();
        draft.set("name", entry.text("title")?.unwrap_or_else(|| email.split('@').next().unwrap_or(email)));
        draft.set("email", email);
        draft.set("platform", platform.as_str());
        draft.set_optional("issuer", (default_issuer(platform) != Some(issuer)).then_some(issuer));
        draft.set("audiences", audiences(&config)?);
        draft.set_optional("disabled", is_deactivated.then_some(true));
        let pattern = config.required_text("subjectPattern")?;
        if pattern.trim().is_empty() {
            return Err(config.problem(Code::ValueEmpty, "subjectPattern").expected(say::SUBJECT_PATTERN));
        }
        let structured = match self.style {
            SubjectStyle::Raw => None,
            SubjectStyle::Structured => to_structured(pattern, platform, &mut draft),
        };
        let mut differences = structured.unwrap_or_else(|| {
            draft.set("subject", pattern);
            Vec::new()
        });
        differences.extend(match platform {
            Platform::GithubActions => Some(Difference::EventsGuarded),
            Platform::GitlabCi => Some(Difference::ForksGuarded),
            Platform::Oidc => None,
        });
        let jwks = config.text("jwksUrl")?.map(|address| (issuer.to_owned(), address.to_owned()));
        Ok(Read { draft, email, differences, jwks })
    }
}

struct Read<'d> {
    draft: Draft,
    email: &'d str,
    differences: Vec<Difference>,
    jwks: Option<(String, String)>,
}

/// Bytebase's own token path never reads the label, so the issuer comes first.
fn platform(issuer: &str, label: Option<&str>) -> Platform {
    platform_of(issuer).unwrap_or(match label {
        Some("GITHUB") => Platform::GithubActions,
        Some("GITLAB") => Platform::GitlabCi,
        _ => Platform::Oidc,
    })
}

fn audiences<'d>(config: &Entry<'d>) -> Result<Vec<&'d str>, Problem> {
    const MEMBER: &str = "allowedAudiences";
    let empty = || config.problem(Code::ValueEmpty, MEMBER).expected(say::AUDIENCES_NOT_EMPTY);
    let list = config.value.get(MEMBER).ok_or_else(empty)?;
    let wrong = || config.problem(Code::MemberTypeMismatch, MEMBER).expected(say::LIST_OF_STRINGS).actual(list.kind());
    let texts: Option<Vec<_>> = list.items().ok_or_else(wrong)?.map(Value::as_str).collect();
    let texts = texts.ok_or_else(wrong)?;
    match texts.iter().position(|text| text.trim().is_empty()) {
        _ if texts.is_empty() => Err(empty()),
        Some(place) => Err(config.problem(Code::ValueEmpty, &format!("{MEMBER}/{place}")).expected(say::EXACT_AUDIENCE)),
        None => Ok(texts),
    }
}

/// A fault of the draft, told where Bytebase has it.
fn of_bytebase(fault: &Problem, entry: &Entry<'_>) -> Problem {
    let member = fault.pointer().trim_start_matches("/identities/0").trim_start_matches("/issuers/0");
    let (name, rest) = member.trim_start_matches('/').split_once('/').unwrap_or((member.trim_start_matches('/'), ""));
    let place = match name {
        "name" => "title".to_owned(),
        "email" => "email".to_owned(),
        "issuer" | "platform" => "workloadIdentityConfig/issuerUrl".to_owned(),
        "audiences" if rest.is_empty() => "workloadIdentityConfig/allowedAudiences".to_owned(),
        "audiences" => format!("workloadIdentityConfig/allowedAudiences/{rest}"),
        "jwksUri" => "workloadIdentityConfig/jwksUrl".to_owned(),
        _ => "workloadIdentityConfig/subjectPattern".to_owned(),
    };
    let problem = entry.problem(fault.code(), &place);
    let problem = fault.expected_value().into_iter().fold(problem, Problem::expected);
    fault.actual_value().into_iter().fold(problem, Problem::actual)
}

/// Not the pointer of a list: the document is the one identity.
const SINGLE: &str = "/";
const MEMBERS: &[&str] = &["name", "state", "email", "title", "createTime", "workloadIdentityConfig"];
const CONFIG_MEMBERS: &[&str] = &["providerType", "issuerUrl", "allowedAudiences", "subjectPattern", "jwksUrl"];
