//! From a text to what is in it: the strongest evidence first.

use std::ops::Range;

use crate::code::intake::{Change, Form, Material, Remark};
use crate::token::MAX_TOKEN_BYTES;

use super::anatomy::Anatomy;
use super::clean::{Cleaned, trim};
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
use super::wrapper::Wrapper;

/// Reads a text that was pasted, or that was decoded from what was pasted; then `depth` says how often.
pub(super) fn read_text(pasted: &str, depth: usize) -> Intake {
    let cleaned = Cleaned::new(pasted);
    let (range, trimmed) = trim(cleaned.text());
    let text = cleaned.text().get(range.clone()).unwrap_or_default();
    let mut found = Text { text, depth, secrets: find_secrets(text) }.read();
    let steps = found.steps.iter_mut().map(|step| &mut step.byte);
    for byte in steps.chain(found.candidates.iter_mut().map(|candidate| &mut candidate.byte)).flatten() {
        *byte = cleaned.byte_before(*byte + range.start);
    }
    let trimmed = trimmed.into_iter().map(|step| Step { byte: step.byte.map(|byte| cleaned.byte_before(byte)), ..step });
    let trimmed: Vec<_> = trimmed.collect();
    found.steps.splice(0..0, cleaned.steps.into_iter().chain(trimmed));
    found
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
        let mut found = self.find();
        let mut others: Vec<_> = self.secrets.iter().map(|secret| secret.material).collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|material| found.material != Some(*material));
        found.notes.extend(others.into_iter().map(|material| Note::new(Remark::SecretBeside).named(material.as_str())));
        found
    }

    fn find(&mut self) -> Intake {
        let spots = spots(self.text, &self.secrets);
        let object = find_object(self.text);
        // An object that is keys or claims may have tokens inside; they are a part of it.
        let is_all = |found: &&Found| {
            let has_tokens_behind = spots.iter().any(|spot| spot.has_parts && spot.run.start >= found.range.end);
            found.is_certain() && found.range.start == 0 && !has_tokens_behind
        };
        if let Some(found) = object.as_ref().filter(is_all) {
            return self.object(found);
        }
        let something = object.as_ref().filter(|found| found.is_something());
        self.tokens(&spots)
            .or_else(|| something.map(|found| self.object(found)))
            .or_else(|| self.escaped())
            .or_else(|| self.percent_encoded())
            // A service account of Kubernetes has a certificate before its token.
            .or_else(|| spots.iter().filter_map(|spot| self.encoded(spot)).min_by_key(rank))
            .or_else(|| self.lines())
            .or_else(|| self.subject())
            .unwrap_or_else(|| self.nothing(&spots, object.as_ref()))
    }

    /// The tokens of the text. Those with all three parts come first.
    fn tokens(&mut self, spots: &[Spot]) -> Option<Intake> {
        let mut tokens: Vec<(usize, Intake)> = Vec::new();
        // Behind a header alone, asterisks hide everything that a token says.
        let is_hidden =
            |spot: &&Spot| spot.run.is_masked && spot.run.text.ends_with('.') && spot.run.text.matches('.').count() == 1;
        for spot in spots.iter().filter(|spot| spot.has_parts && !is_hidden(spot)) {
            let token = self.token(spot);
            if let Some(material) = token.material {
                self.secrets.push(Secret { material, range: spot.run.start..spot.run.end });
            } else if !tokens.iter().any(|(_, other)| other.token == token.token) {
                tokens.push((spot.run.start, token));
            }
        }
        tokens.sort_by_key(|(_, token)| token.claims.is_some());
        let candidates = tokens.iter().take(MOST_CANDIDATES).map(|(byte, token)| Candidate {
            token: token.token.clone().unwrap_or_default(),
            form: token.form,
            label: token.label.clone(),
            byte: Some(*byte),
        });
        let (candidates, count) = (candidates.collect(), tokens.len());
        let (_, mut first) = tokens.into_iter().next()?;
        if count > 1 {
            let code = if count > MOST_CANDIDATES { Remark::MoreTokens } else { Remark::SeveralTokens };
            first.notes.insert(0, Note::new(code).times(count.min(MOST_CANDIDATES)));
            first.candidates = candidates;
        }
        Some(first)
    }

    /// A token of several parts, or a secret that looks like one.
    fn token(&self, spot: &Spot) -> Intake {
        let run = &spot.run;
        let mut token = run.text.clone();
        let (label, mut steps) = self.unwrapped(spot);
        if token.ends_with('.') && token.split('.').count() == 4 && run.end - run.start < self.text.len() {
            token.pop();
            steps.push(Step::new(Change::RemovedFullStop).at(run.end - 1));
        }
        let compact = Compact::read(&token, run.is_cut || run.is_masked);
        let material = label.as_deref().and_then(secret_variable).or_else(|| compact.secret());
        let mut notes = compact.notes;
        if spot.lost_its_start {
            notes.insert(0, Note::new(Remark::StartMissing).at(0));
        }
        steps.extend(compact.claims.as_ref().map(|_| decoded_claims(run.start)));
        let (claims, anatomy) = (compact.claims, compact.anatomy);
        Intake { material, steps, notes, token: Some(token), label, claims, anatomy, ..Intake::of(compact.form) }
    }

    /// What a spot is called, and what was removed around it and inside.
    fn unwrapped(&self, spot: &Spot) -> (Option<String>, Vec<Step>) {
        let token = spot.run.start..spot.run.end;
        let wrapper = Wrapper::around(self.text, token.clone());
        // A secret beside the token is no name for it, and never repeated.
        let is_secret =
            self.secrets.iter().any(|secret| secret.range.end > wrapper.range.start && secret.range.start < token.start);
        let wrapper = if is_secret { Wrapper { label: None, steps: Vec::new(), range: token } } else { wrapper };
        let Wrapper { label, mut steps, range } = wrapper;
        steps.extend(spot.run.steps.iter().cloned());
        steps.extend(self.left_out(range));
        (label, steps)
    }

    fn left_out(&self, range: Range<usize>) -> Option<Step> {
        let before = self.text.get(..range.start).unwrap_or_default().trim();
        let behind = self.text.get(range.end..).unwrap_or_default().trim();
        let byte = if before.is_empty() { self.text.len() - behind.len() } else { 0 };
        let count = before.len() + behind.len();
        (count > 0).then(|| Step::new(Change::LeftOut).times(count).at(byte))
    }

    fn object(&self, found: &Found) -> Intake {
        let mut intake = match &found.what {
            What::Claims { json, .. } => claims(json.clone()),
            What::Keys(Material::PrivateJwk) => return secret(Material::PrivateJwk),
            What::Keys(material) => Intake { material: Some(*material), ..Intake::of(Form::KeyMaterial) },
            What::Jws(parts) => Intake { anatomy: Anatomy::of_token(&parts.join(".")), ..Intake::of(Form::JwsJson) },
            What::Jwe => Intake::of(Form::Encrypted),
            What::Text(content) => self.deeper(content),
            What::Header | What::Other => Intake::of(Form::Unknown),
        };
        intake.steps.splice(0..0, found.steps.iter().cloned().chain(self.left_out(found.range.clone())));
        intake
    }

    /// Reads what was decoded from this text. Places in it are none of the pasted text.
    fn deeper(&self, content: &str) -> Intake {
        if self.depth >= MAX_DEPTH {
            return Intake::of(Form::Unknown);
        }
        let mut found = read_text(content, self.depth + 1);
        found.steps.iter_mut().for_each(|step| step.byte = None);
        found.candidates.iter_mut().for_each(|candidate| candidate.byte = None);
        found
    }

    /// JSON inside of a string, with its quotation marks escaped.
    fn escaped(&self) -> Option<Intake> {
        if !self.text.contains("\\\"") || !self.text.contains('{') {
            return None;
        }
        let mut found = self.deeper(&unescaped(self.text));
        found.steps.insert(0, Step::new(Change::UnescapedString).at(0));
        Some(found).filter(is_something)
    }

    /// JSON in the query of a URL.
    fn percent_encoded(&self) -> Option<Intake> {
        let (decoded, count) = percent_decoded(self.text).filter(|_| self.text.contains("%22"))?;
        let mut found = self.deeper(&decoded);
        found.steps.insert(0, Step::new(Change::DecodedPercent).times(count).at(0));
        Some(found).filter(is_something)
    }

    /// What a text in base64 says: the part of a token, or something with a token in it.
    fn encoded(&self, spot: &Spot) -> Option<Intake> {
        if spot.has_parts || spot.run.is_masked {
            return None;
        }
        let mut bytes = segment::decode(&spot.run.text).bytes;
        bytes.truncate(str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len));
        let decoded = String::from_utf8(bytes).ok()?;
        let inner = self.deeper(&decoded);
        let (label, mut steps) = self.unwrapped(spot);
        // Nothing but JSON, which is no wrapper of something else.
        let is_part = decoded.starts_with('{')
            && matches!(inner.form, Form::Claims | Form::Unknown)
            && inner.steps.iter().all(|step| step.code == Change::TrimmedWhiteSpace);
        let mut found = if is_part { part(spot, &decoded)? } else { inner };
        if !is_part {
            match found.steps.first_mut().filter(|step| step.code == Change::DecodedBase64) {
                Some(step) => step.count += 1,
                None => steps.push(Step::new(Change::DecodedBase64).at(spot.run.start)),
            }
        }
        found.steps.splice(0..0, steps);
        found.label = found.label.or(label);
        Some(found).filter(is_something)
    }

    fn lines(&self) -> Option<Intake> {
        let gathered = gather(self.text)?;
        let mut found = claims(gathered.json);
        found.steps.push(Step::new(Change::GatheredLines).times(gathered.count));
        found.steps.extend(gathered.missing.into_iter().map(|name| Step::new(Change::LeftOutMissing).named(name)));
        let left_out = Step::new(Change::LeftOut).times(gathered.left_out);
        found.steps.extend(Some(left_out).filter(|step| step.count > 0));
        Some(found)
    }

    /// A subject alone, or in a sentence, as servers name it when they refuse a token. They name what they expected, too, and most of
    /// them first.
    fn subject(&self) -> Option<Intake> {
        let words = || {
            let words = self.text.split(is_between_words).map(|word| word.trim_end_matches(['.', ':']));
            words.filter(|word| !word.is_empty())
        };
        let is_subject = |word: &&str| {
            let rest = SUBJECTS.iter().find_map(|prefix| word.strip_prefix(prefix));
            // With a star it is a pattern.
            let fits = word.len() <= LONGEST_SUBJECT && !word.contains('*');
            fits && rest.is_some_and(|rest| rest.contains('/') && rest.contains(':'))
        };
        let presented =
            words().zip(words().skip(1)).filter(|(before, _)| *before == "got").map(|(_, word)| word).find(is_subject);
        let subject = presented.or_else(|| words().find(is_subject))?;
        let start = subject.as_ptr().addr() - self.text.as_ptr().addr();
        let mut found = claims(format!("{{\"sub\":{}}}", json_string(subject)));
        found.steps.push(Step::new(Change::TookSubject).at(start));
        found.steps.extend(self.left_out(start..start + subject.len()));
        Some(found)
    }

    /// What remains: secrets, keys, what was hidden or cut, and hints.
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
        let of_object = |found: &Found| match found.what {
            What::Header => Remark::HeaderOnly,
            _ => Remark::JsonWithoutClaims,
        };
        let object = object.filter(|found| found.range.start == 0).map(of_object);
        let notes = hint(self.text).or(object).map(Note::new);
        Intake { notes: notes.into_iter().collect(), ..Intake::of(Form::Unknown) }
    }
}

/// One part of a token that stands alone.
fn part(spot: &Spot, decoded: &str) -> Option<Intake> {
    let outline = Outline::at(decoded, 0);
    let is_header = HEADER_PARAMETERS.iter().any(|name| outline.has(name));
    let segment = spot.run.text.clone();
    let compact = Compact::read(&segment, spot.run.is_cut);
    let found = match compact.form {
        Form::HeaderSegment if is_header || outline.members.is_empty() && spot.run.is_cut => {
            Intake { anatomy: compact.anatomy, ..Intake::of(Form::HeaderSegment) }
        }
        Form::TooLarge => Intake::of(Form::TooLarge),
        _ if outline.members.is_empty() => return None,
        _ => {
            let anatomy = Anatomy::of_claims_segment(&segment);
            let claims = anatomy.claims.as_ref().map(|part| part.text.clone());
            let steps = vec![decoded_claims(spot.run.start)];
            Intake { steps, anatomy, claims, ..Intake::of(Form::ClaimsSegment) }
        }
    };
    Some(Intake { notes: compact.notes, token: Some(segment), ..found })
}

/// Claims that were found as JSON, or written so.
fn claims(json: String) -> Intake {
    if json.len() > MAX_TOKEN_BYTES {
        return Intake::of(Form::TooLarge);
    }
    let anatomy = Anatomy::of_claims(&json);
    let notes = masked_claims(&anatomy).collect();
    Intake { notes, anatomy, claims: Some(json), ..Intake::of(Form::Claims) }
}

fn decoded_claims(byte: usize) -> Step {
    Step::new(Change::DecodedSegment).named("claims").at(byte)
}

fn secret(material: Material) -> Intake {
    Intake { material: Some(material), ..Intake::of(Form::Secret) }
}

/// What is more telling has a lower one.
const fn rank(found: &Intake) -> u8 {
    match found.form {
        Form::KeyMaterial => 2,
        Form::Secret => 1,
        _ => 0,
    }
}

const fn is_something(found: &Intake) -> bool {
    !matches!(found.form, Form::Unknown | Form::Empty)
}

/// The text with its percent-encoded bytes decoded, and how many there were.
fn percent_decoded(text: &str) -> Option<(String, usize)> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    let mut count = 0;
    for piece in pieces {
        match piece.get(..2).filter(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit())) {
            Some(digits) => {
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                bytes.extend(piece.bytes().skip(2));
                count += 1;
            }
            None => {
                bytes.push(b'%');
                bytes.extend(piece.bytes());
            }
        }
    }
    Some((String::from_utf8(bytes).ok()?, count)).filter(|_| count > 0)
}

/// Whether a character parts the words of a sentence.
fn is_between_words(it: char) -> bool {
    it.is_whitespace() || "\"'`,;()[]<>“”".contains(it)
}

/// Whether three asterisks stand where a value would.
fn has_mask(text: &str) -> bool {
    let words = text.split(|it: char| it.is_whitespace() || "\"'`=:,;&<>{}()".contains(it));
    words.map(|word| word.trim_matches('.')).any(|word| word.len() >= 3 && word.bytes().all(|byte| byte == b'*'))
}

/// A header without any of these is none.
const HEADER_PARAMETERS: [&str; 8] = ["alg", "typ", "kid", "x5t", "cty", "enc", "jku", "x5c"];
/// How a subject begins on the platforms that have one form for all.
const SUBJECTS: [&str; 2] = ["repo:", "project_path:"];
const LONGEST_SUBJECT: usize = 1024;
/// Base64 twice, and a string of JSON inside.
const MAX_DEPTH: usize = 3;
const MOST_CANDIDATES: usize = 16;
