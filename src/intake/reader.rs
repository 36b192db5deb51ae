//! From a text to what is in it: the strongest evidence first.

use crate::code::intake::{Change, Form, Material, Remark};
use crate::token::MAX_TOKEN_BYTES;

use super::anatomy::Anatomy;
use super::clean::Cleaned;
use super::compact::{Compact, masked_claims};
use super::hint::hint;
use super::lines::gather;
use super::notation::json_string;
use super::object::{Found, What, find_object};
use super::outline::{Outline, unescaped};
use super::result::{Candidate, Intake};
use super::scan::{Spot, spots};
use super::secret::{Secret, find_secrets, public_pem, secret_variable};
use super::segment;
use super::step::{Note, Step};
use super::unicode::{is_invisible, odd_character};
use super::wrapper::Wrapper;

/// Reads a text that was pasted, or that was decoded from what was pasted.
pub(super) fn read_text(pasted: &str, depth: usize) -> Intake {
    let cleaned = Cleaned::new(pasted);
    let (text, trimmed) = trim(cleaned.text());
    let start = cleaned.text().len() - cleaned.text().trim_start_matches(is_edge).len();
    let mut found = Text { text, depth, secrets: find_secrets(text) }.read();
    let steps = found.steps.iter_mut().map(|step| &mut step.byte);
    for byte in steps.chain(found.candidates.iter_mut().map(|candidate| &mut candidate.byte)).flatten() {
        *byte = cleaned.byte_before(*byte + start);
    }
    found.steps.splice(0..0, cleaned.steps.into_iter().chain(trimmed));
    found
}

/// Takes away white space and invisible characters at the ends.
fn trim(text: &str) -> (&str, Vec<Step>) {
    let trimmed = text.trim_matches(is_edge);
    let mut steps = Vec::new();
    let start = text.trim_start_matches(is_edge);
    let edges =
        [(0, text.get(..text.len() - start.len())), (text.len() - start.len() + trimmed.len(), start.get(trimmed.len()..))];
    let edges = edges.map(|(byte, edge)| (byte, edge.unwrap_or_default()));
    if edges.iter().any(|(_, edge)| edge.contains(char::is_whitespace)) {
        steps.push(Step::new(Change::TrimmedWhiteSpace));
    }
    let invisible = edges.iter().flat_map(|(byte, edge)| edge.char_indices().map(move |(place, it)| (byte + place, it)));
    let mut invisible = invisible.filter(|(_, character)| is_invisible(*character));
    if let Some((byte, first)) = invisible.next() {
        let count = invisible.count() + 1;
        steps.push(Step { code: Change::RemovedInvisible, name: odd_character(first), count, byte: Some(byte) });
    }
    (trimmed, steps)
}

fn is_edge(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// A text without anything around it, and the secrets in it.
struct Text<'t> {
    text: &'t str,
    depth: usize,
    secrets: Vec<Secret>,
}

impl Text<'_> {
    fn read(mut self) -> Intake {
        if self.text.is_empty() {
            return Intake::of(Form::Empty);
        }
        let spots = spots(self.text, &self.secrets);
        let mut found = self.find(&spots);
        let mut secrets: Vec<Material> = self.secrets.iter().map(|secret| secret.material).collect();
        secrets.sort_unstable();
        secrets.dedup();
        secrets.retain(|material| found.material != Some(*material));
        found.notes.extend(secrets.into_iter().map(|material| Note {
            code: Remark::SecretBeside,
            name: Some(material.as_str().to_owned()),
            count: 1,
            byte: None,
        }));
        found
    }

    fn find(&mut self, spots: &[Spot]) -> Intake {
        let object = find_object(self.text);
        // An object that is keys or claims may have tokens inside; they are a part of it.
        let is_certain = |found: &&Found| {
            let certain =
                matches!(found.what, What::Keys(_) | What::Jws(_) | What::Jwe | What::Claims { is_certain: true, .. });
            certain && found.range.start == 0
        };
        if let Some(found) = object.as_ref().filter(is_certain) {
            return self.object(found);
        }
        let something = object.as_ref().filter(|found| found.is_something());
        self.tokens(spots)
            .or_else(|| something.map(|found| self.object(found)))
            .or_else(|| self.escaped())
            .or_else(|| self.encoded(spots))
            .or_else(|| self.lines())
            .or_else(|| self.subject())
            .unwrap_or_else(|| self.nothing(spots, object.as_ref()))
    }

    /// The tokens of the text. Those with all three parts come first.
    fn tokens(&mut self, spots: &[Spot]) -> Option<Intake> {
        let mut tokens = Vec::new();
        for spot in spots.iter().filter(|spot| spot.has_parts) {
            let token = self.token(spot);
            match token.material {
                Some(material) => self.secrets.push(Secret { material, range: spot.run.start..spot.run.end }),
                None if tokens.iter().any(|other: &Intake| other.token == token.token) => {}
                None => tokens.push(token),
            }
        }
        tokens.sort_by_key(|token| matches!(token.form, Form::HeaderAndClaims | Form::HeaderSegment | Form::ClaimsSegment));
        let count = tokens.len();
        let candidates = || {
            tokens.iter().take(MOST_CANDIDATES).filter_map(|token| {
                Some(Candidate {
                    token: token.token.clone()?,
                    form: token.form,
                    label: token.label.clone(),
                    byte: token.candidates.first().and_then(|candidate| candidate.byte),
                })
            })
        };
        let candidates: Vec<_> = candidates().collect();
        let mut first = tokens.into_iter().next()?;
        first.candidates = if count > 1 { candidates } else { Vec::new() };
        if count > 1 {
            let (code, count) =
                if count > MOST_CANDIDATES { (Remark::MoreTokens, MOST_CANDIDATES) } else { (Remark::SeveralTokens, count) };
            first.notes.insert(0, Note { code, name: None, count, byte: None });
        }
        Some(first)
    }

    fn token(&self, spot: &Spot) -> Intake {
        let run = &spot.run;
        let wrapper = Wrapper::around(self.text, run.start..run.end);
        let mut token = run.text.clone();
        let mut steps = wrapper.steps;
        steps.extend(run.steps.iter().cloned());
        if token.ends_with('.') && token.split('.').count() == 4 && wrapper.range.len() < self.text.len() {
            token.pop();
            steps.push(Step::new(Change::RemovedFullStop).at(run.end - 1));
        }
        steps.extend(self.left_out(&wrapper.range));
        let compact = Compact::read(&token, run.is_cut || run.is_masked);
        if compact.claims.is_some() {
            steps.push(decoded_claims(run.start));
        }
        let mut found = Intake::of(compact.form);
        found.material = wrapper.label.as_deref().and_then(secret_variable).or_else(|| compact.secret());
        found.candidates.push(Candidate { token: String::new(), form: compact.form, label: None, byte: Some(run.start) });
        (found.steps, found.notes, found.label) = (steps, compact.notes, wrapper.label);
        (found.claims, found.anatomy, found.token) = (compact.claims, compact.anatomy, Some(token));
        if spot.lost_its_start {
            found.notes.insert(0, Note { code: Remark::StartMissing, name: None, count: 1, byte: Some(0) });
        }
        found
    }

    fn left_out(&self, range: &std::ops::Range<usize>) -> Option<Step> {
        let before = self.text.get(..range.start).unwrap_or_default().trim();
        let behind = self.text.get(range.end..).unwrap_or_default().trim();
        let count = before.len() + behind.len();
        let byte = if before.is_empty() { self.text.len() - behind.len() } else { 0 };
        (count > 0).then_some(Step { code: Change::LeftOut, name: None, count, byte: Some(byte) })
    }

    fn object(&self, found: &Found) -> Intake {
        let mut steps = found.steps.clone();
        steps.extend(self.left_out(&found.range));
        let mut intake = match &found.what {
            What::Claims { json, .. } => claims(json.clone()),
            What::Keys(material) if *material == Material::PrivateJwk => return secret(*material),
            What::Keys(material) => Intake { material: Some(*material), ..Intake::of(Form::KeyMaterial) },
            What::Jws(parts) => Intake { anatomy: Anatomy::of_token(&parts.join(".")), ..Intake::of(Form::JwsJson) },
            What::Jwe => Intake::of(Form::Encrypted),
            What::Text(content) => self.deeper(content),
            What::Header | What::Other => Intake::of(Form::Unknown),
        };
        intake.steps.splice(0..0, steps);
        intake
    }

    /// Reads what was decoded from this text. Its places are none of the pasted text.
    fn deeper(&self, content: &str) -> Intake {
        if self.depth >= MAX_DEPTH {
            return Intake::of(Form::Unknown);
        }
        let mut found = read_text(content, self.depth + 1);
        found.steps.iter_mut().for_each(|step| step.byte = None);
        found.candidates.iter_mut().for_each(|candidate| candidate.byte = None);
        found
    }

    /// What a text in base64 says: the part of a token, or something with a token in it.
    fn encoded(&self, spots: &[Spot]) -> Option<Intake> {
        spots.iter().filter(|spot| !spot.has_parts && !spot.run.is_masked).find_map(|spot| {
            let bytes = segment::decode(&spot.run.text).bytes;
            let decoded = match String::from_utf8(bytes) {
                Ok(decoded) => decoded,
                Err(error) => {
                    let valid = error.utf8_error().valid_up_to();
                    String::from_utf8_lossy(error.as_bytes().get(..valid)?).into_owned()
                }
            };
            let inner = self.deeper(&decoded);
            let is_part = decoded.starts_with('{')
                && matches!(inner.form, Form::Claims | Form::Unknown)
                && inner.steps.iter().all(|step| step.code == Change::TrimmedWhiteSpace);
            let mut found = if is_part { self.part(spot, &decoded)? } else { inner };
            let wrapper = Wrapper::around(self.text, spot.run.start..spot.run.end);
            let mut steps = wrapper.steps;
            steps.extend(spot.run.steps.iter().cloned());
            steps.extend(self.left_out(&wrapper.range));
            if !is_part {
                match found.steps.first_mut().filter(|step| step.code == Change::DecodedBase64) {
                    Some(step) => step.count += 1,
                    None => steps.push(Step::new(Change::DecodedBase64).at(spot.run.start)),
                }
            }
            found.steps.splice(0..0, steps);
            found.label = found.label.or(wrapper.label);
            (!matches!(found.form, Form::Unknown | Form::Empty)).then_some(found)
        })
    }

    /// One part of a token that stands alone.
    fn part(&self, spot: &Spot, decoded: &str) -> Option<Intake> {
        let outline = Outline::at(decoded, 0);
        let is_header = HEADER_PARAMETERS.iter().any(|name| outline.has(name));
        let segment = spot.run.text.clone();
        let is_cut = spot.run.is_cut;
        let compact = Compact::read(&segment, is_cut);
        let mut found = match compact.form {
            Form::TooLarge => Intake::of(Form::TooLarge),
            Form::HeaderSegment if is_header || outline.members.is_empty() && is_cut => Intake::of(Form::HeaderSegment),
            _ if outline.members.is_empty() => return None,
            _ => {
                let anatomy = Anatomy::of_claims_segment(&segment);
                let claims = anatomy.claims.as_ref().map(|part| part.text.clone());
                Intake { steps: vec![decoded_claims(spot.run.start)], anatomy, claims, ..Intake::of(Form::ClaimsSegment) }
            }
        };
        if found.form == Form::HeaderSegment {
            found.anatomy = compact.anatomy;
        }
        found.notes = compact.notes;
        found.token = Some(segment);
        Some(found)
    }

    /// JSON inside of a string, with its quotation marks escaped.
    fn escaped(&self) -> Option<Intake> {
        let is_escaped = self.text.contains("\\\"") && self.text.contains('{');
        let mut found = is_escaped.then(|| self.deeper(&unescaped(self.text)))?;
        found.steps.insert(0, Step::new(Change::UnescapedString).at(0));
        (!matches!(found.form, Form::Unknown | Form::Empty)).then_some(found)
    }

    fn lines(&self) -> Option<Intake> {
        let gathered = gather(self.text)?;
        let mut found = claims(gathered.json);
        found.steps.push(Step { code: Change::GatheredLines, name: None, count: gathered.count, byte: None });
        found.steps.extend(gathered.missing.into_iter().map(|name| Step {
            code: Change::LeftOutMissing,
            name: Some(name),
            count: 1,
            byte: None,
        }));
        if gathered.left_out > 0 {
            found.steps.push(Step { code: Change::LeftOut, name: None, count: gathered.left_out, byte: None });
        }
        Some(found)
    }

    /// A subject alone, or in a sentence, as servers name it when they refuse a token.
    fn subject(&self) -> Option<Intake> {
        let words = self.text.split(|it: char| it.is_whitespace() || "\"'`,;()[]<>“”".contains(it));
        let subject = words.map(|word| word.trim_end_matches(['.', ':'])).find(|word| {
            let rest = SUBJECTS.iter().find_map(|prefix| word.strip_prefix(prefix));
            word.len() < LONGEST_SUBJECT && rest.is_some_and(|rest| rest.contains('/') && rest.contains(':'))
        })?;
        let mut found = claims(format!("{{\"sub\":{}}}", json_string(subject)));
        let start = subject.as_ptr().addr() - self.text.as_ptr().addr();
        found.steps.push(Step::new(Change::TookSubject).at(start));
        found.steps.extend(self.left_out(&(start..start + subject.len())));
        Some(found)
    }

    fn nothing(&self, spots: &[Spot], object: Option<&Found>) -> Intake {
        if let Some(found) = self.secrets.first() {
            return secret(found.material);
        }
        if let Some(material) = public_pem(self.text) {
            return Intake { material: Some(material), ..Intake::of(Form::KeyMaterial) };
        }
        if spots.iter().any(|spot| spot.run.is_masked) || has_mask(self.text) {
            return Intake::of(Form::Masked);
        }
        if spots.iter().any(|spot| spot.run.is_cut) {
            return Intake::of(Form::HeaderSegment);
        }
        let mut found = Intake::of(Form::Unknown);
        let object = object.map(|found| match found.what {
            What::Header => Remark::HeaderOnly,
            _ => Remark::JsonWithoutClaims,
        });
        let code = hint(self.text).or_else(|| object.filter(|_| self.text.starts_with('{')));
        found.notes.extend(code.map(|code| Note { code, name: None, count: 1, byte: None }));
        found
    }
}

/// Claims that were found in JSON.
fn claims(json: String) -> Intake {
    if json.len() > MAX_TOKEN_BYTES {
        return Intake::of(Form::TooLarge);
    }
    let anatomy = Anatomy::of_claims(&json);
    let notes = masked_claims(&anatomy).collect();
    Intake { notes, anatomy, claims: Some(json), ..Intake::of(Form::Claims) }
}

fn decoded_claims(byte: usize) -> Step {
    Step { code: Change::DecodedSegment, name: Some("claims".to_owned()), count: 1, byte: Some(byte) }
}

fn secret(material: Material) -> Intake {
    Intake { material: Some(material), ..Intake::of(Form::Secret) }
}

/// Whether three asterisks stand where a value would.
fn has_mask(text: &str) -> bool {
    text.split(|it: char| {
        it.is_whitespace() || matches!(it, '"' | '\'' | '`' | '=' | ':' | ',' | '&' | '>' | '<' | '}' | '{')
    })
    .any(|word| {
        word.len() >= 3 && word.bytes().all(|byte| byte == b'*') || word.ends_with(".***") || word.starts_with("***.")
    })
}

/// A header without any of these is none.
const HEADER_PARAMETERS: [&str; 8] = ["alg", "typ", "kid", "x5t", "cty", "enc", "jku", "x5c"];
/// How a subject begins on the platforms that have one form for all.
const SUBJECTS: [&str; 2] = ["repo:", "project_path:"];
const LONGEST_SUBJECT: usize = 1024;
/// Base64 twice, and a string of JSON inside.
const MAX_DEPTH: usize = 3;
const MOST_CANDIDATES: usize = 16;
