//! JSON in a text: claims, keys, a signed token in JSON serialisation, or none of these.

use std::ops::Range;

use crate::code::intake::{Change, Flaw, Material};

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
    /// The JSON text of claims, perhaps broken.
    Claims(String),
    Keys(Material),
    /// Header, payload and signature of a JWS in JSON serialisation, still in base64url.
    Jws([String; 3]),
    /// A string whose content may be anything.
    Text(String),
    /// The decoded header of a token.
    Header,
    /// Anything else.
    Other,
}

impl Found {
    pub(super) const fn is_something(&self) -> bool {
        !matches!(self.what, What::Other | What::Header)
    }

    /// Whether it is what it is, even if it has tokens inside.
    pub(super) fn is_certain(&self) -> bool {
        match &self.what {
            What::Claims(json) => {
                let outline = Outline::at(json, 0);
                outline.has("iss") && (outline.has("exp") || outline.has("iat"))
            }
            What::Keys(_) | What::Jws(_) => true,
            _ => false,
        }
    }
}

/// Finds the objects of a text and takes the first that is something.
pub(super) fn find_object(text: &str) -> Option<Found> {
    let mut other = None;
    let mut at = 0;
    while let Some(start) = next_object(text, at) {
        let (found, end) = read_object(text, start);
        match found {
            Some(found) if !matches!(found.what, What::Other | What::Header) => return Some(found),
            Some(found) if other.is_none() || matches!(found.what, What::Header) => other = Some(found),
            _ => {}
        }
        // Never before what was read: so the whole is linear, however the text is made.
        at = end.max(start + 1);
    }
    other
}

fn next_object(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let start = rest.find(['{', '['])?;
    Some(from + start)
}

/// Reads the object at `start`, and says where the reading ended.
fn read_object(text: &str, start: usize) -> (Option<Found>, usize) {
    let outline = Outline::at(text, start);
    let found = |what, steps, end| Some(Found { what, range: start..end, steps });
    if outline.stop.is_none() {
        let (what, steps) = what_is(text.get(start..outline.end).unwrap_or_default(), &outline, 0);
        return (found(what, steps, outline.end), outline.end);
    }
    // Not JSON, but perhaps a notation like it.
    if let Some(Rewritten { json, notation, missing, end }) = notation::rewrite(text, start) {
        let (what, mut steps) = what_is(&json, &Outline::at(&json, 0), 0);
        if !matches!(what, What::Other | What::Header) {
            steps.insert(
                0,
                Step { code: Change::RewroteAsJson, name: Some(notation.to_owned()), count: 1, byte: Some(start) },
            );
            steps.extend(missing.into_iter().map(|name| Step {
                code: Change::LeftOutMissing,
                name: Some(name),
                count: 1,
                byte: None,
            }));
            return (found(what, steps, end), end);
        }
    }
    // Broken claims are claims: they are shown as far as they go.
    if outline.members.iter().any(|member| is_telling(&member.name)) {
        let end = text.trim_end().len();
        return (found(What::Claims(text.get(start..end).unwrap_or_default().to_owned()), Vec::new(), end), end);
    }
    let end = match outline.stop {
        Some((Flaw::EndsEarly, byte)) => byte,
        _ => outline.end,
    };
    (None, end)
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
    if let Some(payload) = text("payload") {
        let first = objects_of(outline, "signatures").next().map(|signed| Outline::at(signed, 0));
        let signed = first.as_ref().unwrap_or(outline);
        if let Some(signature) = signed.get("signature").and_then(content_of) {
            let header = signed.get("protected").and_then(content_of).unwrap_or_default();
            return (What::Jws([header, payload, signature]), Vec::new());
        }
    }
    if outline.members.iter().any(|member| is_telling(&member.name)) {
        return (What::Claims(json.to_owned()), Vec::new());
    }
    if outline.has("alg") && (outline.has("kid") || outline.has("typ") || outline.members.len() == 1) {
        return (What::Header, Vec::new());
    }
    if depth < MAX_DEPTH {
        for member in &outline.members {
            let (what, mut steps) = what_is_inside(member, depth);
            if !matches!(what, What::Other | What::Header) {
                steps.insert(0, Step { code: Change::TookMember, name: Some(member.name.clone()), count: 1, byte: None });
                return (what, steps);
            }
        }
        if !outline.is_object {
            for item in objects_in(json) {
                let (what, steps) = what_is(item, &Outline::at(item, 0), depth + 1);
                if !matches!(what, What::Other | What::Header) {
                    return (what, steps);
                }
            }
        }
    }
    (What::Other, Vec::new())
}

fn what_is_inside(member: &Member, depth: usize) -> (What, Vec<Step>) {
    if member.raw.starts_with(['{', '[']) {
        return what_is(&member.raw, &Outline::at(&member.raw, 0), depth + 1);
    }
    match content_of(member).filter(|content| content.trim_start().starts_with('{')) {
        Some(content) => {
            (What::Text(content), vec![Step { code: Change::UnescapedString, name: None, count: 1, byte: None }])
        }
        None => (What::Other, Vec::new()),
    }
}

/// The content of a member that is a string.
fn content_of(member: &Member) -> Option<String> {
    member.raw.strip_prefix('"')?.strip_suffix('"').map(unescaped)
}

/// The objects in the list of that name.
fn objects_of<'o>(outline: &'o Outline, name: &str) -> impl Iterator<Item = &'o str> {
    objects_in(outline.get(name).map_or("", |member| &member.raw))
}

fn objects_in(list: &str) -> impl Iterator<Item = &str> {
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

/// How deep claims may stand in other objects.
const MAX_DEPTH: usize = 4;
