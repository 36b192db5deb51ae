//! JSON in a text: claims, keys, a signed token in JSON serialisation, or none of these.

use std::ops::Range;

use crate::code::intake::{Change, Material};

use super::claim_names::is_telling;
use super::notation::{self, Rewritten};
use super::outline::{Member, Outline, unescaped};
use super::step::Step;

/// What an object of the text turned out to be.
pub(super) struct Found {
    pub(super) what: What,
    /// Where the outermost object stands in the text.
    pub(super) range: Range<usize>,
    pub(super) steps: Vec<Step>,
}

pub(super) enum What {
    /// The JSON text of claims, perhaps broken. It is certain where tokens inside would be a part of them.
    Claims {
        json: String,
        is_certain: bool,
    },
    Keys(Material),
    /// Header, payload and signature of a JWS in JSON serialisation, still in base64url.
    Jws([String; 3]),
    /// An encrypted token in JSON serialisation (RFC 7516 section 7.2).
    Jwe,
    /// A string whose content may be anything.
    Text(String),
    /// The decoded header of a token.
    Header,
    /// Anything else.
    Other,
}

impl Found {
    /// Whether it is what it is, also if it has tokens inside.
    pub(super) const fn is_certain(&self) -> bool {
        matches!(self.what, What::Keys(_) | What::Jws(_) | What::Jwe | What::Claims { is_certain: true, .. })
    }

    pub(super) const fn is_something(&self) -> bool {
        !matches!(self.what, What::Other | What::Header)
    }
}

/// Finds the first object of a text that is something; else one that is a header; else any.
pub(super) fn find_object(text: &str) -> Option<Found> {
    let mut search = Search { text, budget: text.len().saturating_mul(2) + LEAST_BUDGET };
    let mut best: Option<Found> = None;
    let mut at = 0;
    while let Some(start) = search.next(at) {
        let (found, end) = search.read(start);
        match found {
            Some(found) if found.is_something() => return Some(found),
            Some(found) if best.is_none() || matches!(found.what, What::Header) => best = Some(found),
            _ => {}
        }
        // Never before what was read, so that no byte is read often.
        at = end.max(start + 1);
    }
    best
}

struct Search<'t> {
    text: &'t str,
    /// How many bytes may still be read in vain.
    budget: usize,
}

impl Search<'_> {
    /// Where the next object or Go map begins.
    fn next(&self, from: usize) -> Option<usize> {
        let starts = self.text.get(from..).filter(|_| self.budget > 0)?.match_indices(['{', '[']);
        let mut starts = starts.map(|(place, bracket)| (from + place, bracket));
        starts.find(|(start, bracket)| *bracket == "{" || self.is_map(*start)).map(|(start, _)| start)
    }

    fn is_map(&self, start: usize) -> bool {
        self.text.get(..start).is_some_and(|before| before.ends_with("map"))
    }

    fn spend(&mut self, bytes: usize) {
        self.budget = self.budget.saturating_sub(bytes + COST_OF_TRYING);
    }

    /// Reads the object at `start`, and says where the reading ended.
    fn read(&mut self, start: usize) -> (Option<Found>, usize) {
        let outline = Outline::at(self.text, start);
        if outline.stop.is_none() {
            let (what, steps) = what_is(self.text.get(start..outline.end).unwrap_or_default(), &outline, 0);
            self.spend(0);
            return (Some(Found { what, range: start..outline.end, steps }), outline.end);
        }
        self.spend(outline.end - start);
        // Not JSON, but perhaps a notation like it.
        let (rewritten, end) = notation::rewrite(self.text, start);
        self.spend(end - start);
        if let Some(found) = rewritten.map(|rewritten| of_rewritten(rewritten, start..end)).filter(Found::is_something) {
            return (Some(found), end);
        }
        // Broken claims are claims: they are shown as far as they go.
        if outline.members.iter().any(|member| is_telling(&member.name)) {
            let rest = self.text.get(start..).unwrap_or_default();
            let what = What::Claims { json: rest.to_owned(), is_certain: false };
            return (Some(Found { what, range: start..self.text.len(), steps: Vec::new() }), self.text.len());
        }
        (None, outline.end)
    }
}

fn of_rewritten(rewritten: Rewritten, range: Range<usize>) -> Found {
    let Rewritten { json, notation, missing } = rewritten;
    let (what, inner) = what_is(&json, &Outline::at(&json, 0), 0);
    let rewrote = Step::new(Change::RewroteAsJson).named(notation).at(range.start);
    let missing = missing.into_iter().map(|name| Step::new(Change::LeftOutMissing).named(name));
    Found { what, range, steps: [rewrote].into_iter().chain(inner).chain(missing).collect() }
}

/// What a JSON value is. Objects and strings inside of it are looked at, too.
fn what_is(json: &str, outline: &Outline, depth: usize) -> (What, Vec<Step>) {
    let text = |name: &str| outline.get(name).and_then(content_of);
    let is_list = |name: &str| outline.get(name).is_some_and(|member| member.raw.starts_with('['));
    if is_list("keys") {
        let private = objects_of(outline, "keys").any(|key| is_private(&Outline::at(key, 0)));
        return (What::Keys(if private { Material::PrivateJwk } else { Material::KeySet }), Vec::new());
    }
    if outline.has("kty") {
        return (What::Keys(if is_private(outline) { Material::PrivateJwk } else { Material::PublicJwk }), Vec::new());
    }
    if outline.has("issuer") && outline.has("jwks_uri") {
        return (What::Keys(Material::Discovery), Vec::new());
    }
    if outline.has("ciphertext") && outline.has("iv") {
        return (What::Jwe, Vec::new());
    }
    if let Some(payload) = text("payload") {
        let first = objects_of(outline, "signatures").next().map(|signed| Outline::at(signed, 0));
        let signed = first.as_ref().unwrap_or(outline);
        if let Some(signature) = signed.get("signature").and_then(content_of) {
            let header = signed.get("protected").and_then(content_of).unwrap_or_default();
            return (What::Jws([header, payload, signature]), Vec::new());
        }
    }
    if outline.members.iter().any(|member| is_telling(&member.name)) {
        let is_certain = outline.has("iss") && (outline.has("exp") || outline.has("iat"));
        return (What::Claims { json: json.to_owned(), is_certain }, Vec::new());
    }
    if outline.has("alg") && (outline.has("kid") || outline.has("typ") || outline.members.len() == 1) {
        return (What::Header, Vec::new());
    }
    let inner = outline.members.iter().filter(|_| depth < MAX_DEPTH).filter_map(|member| {
        let (what, steps) = what_is_inside(member, depth)?;
        let took = Step::new(Change::TookMember).named(&member.name);
        Some((what, [took].into_iter().chain(steps).collect()))
    });
    inner.into_iter().next().unwrap_or((What::Other, Vec::new()))
}

/// What the value of a member is, if it is something.
fn what_is_inside(member: &Member, depth: usize) -> Option<(What, Vec<Step>)> {
    if let Some(content) = content_of(member).filter(|content| content.trim_start().starts_with('{')) {
        return Some((What::Text(content), vec![Step::new(Change::UnescapedString)]));
    }
    let objects = if member.raw.starts_with('{') { vec![member.raw.as_str()] } else { objects_in(&member.raw).collect() };
    let kinds = objects.into_iter().map(|object| what_is(object, &Outline::at(object, 0), depth + 1));
    kinds.into_iter().find(|(what, _)| !matches!(what, What::Other | What::Header))
}

/// The content of a member that is a string.
fn content_of(member: &Member) -> Option<String> {
    member.raw.strip_prefix('"')?.strip_suffix('"').map(unescaped)
}

/// The objects in the list of that name.
fn objects_of<'o>(outline: &'o Outline, name: &str) -> impl Iterator<Item = &'o str> {
    objects_in(outline.get(name).map_or("", |member| &member.raw))
}

fn objects_in(value: &str) -> impl Iterator<Item = &str> {
    let list = if value.starts_with('[') { value } else { "" };
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + list.get(at..)?.find('{')?;
        at = Outline::at(list, start).end.max(start + 1);
        list.get(start..at)
    })
}

/// RFC 7518 sections 6.2.2, 6.3.2 and 6.4: private and secret parts.
fn is_private(key: &Outline) -> bool {
    ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|part| key.has(part))
}

/// Enough to search any short text through.
const LEAST_BUDGET: usize = 64 * 1024;
/// What it costs to try a bracket, in bytes that are read.
const COST_OF_TRYING: usize = 64;
/// How deep claims may stand in other objects.
const MAX_DEPTH: usize = 4;
