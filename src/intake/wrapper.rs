//! What stands around a token: quotation marks, a scheme, and the name of the header, member, variable, parameter or option
//! whose value it is. Read backwards from the token, so that any broken or unknown text around it does no harm.

use std::ops::Range;

use crate::code::intake::Change;

use super::step::Step;
use super::unicode::{is_invisible, odd_character};

/// What was found around a token.
pub(super) struct Wrapper {
    pub(super) label: Option<String>,
    /// Outermost first; the bytes are those of the text.
    pub(super) steps: Vec<Step>,
    /// The token and its wrapper in the text.
    pub(super) range: Range<usize>,
}

impl Wrapper {
    /// Looks at what stands around the token at `token` in the text.
    pub(super) fn around(text: &str, token: Range<usize>) -> Self {
        let from = text.ceil_char_boundary(token.start.saturating_sub(LONGEST_WRAPPER));
        let mut outside = Outside {
            before: text.get(from..token.start).unwrap_or_default(),
            from,
            behind: text.get(token.end..).unwrap_or_default(),
            steps: Vec::new(),
        };
        outside.invisible();
        let inner = outside.quotes();
        let scheme = outside.scheme();
        let outer = scheme && outside.quotes();
        if inner || outer {
            outside.step(Change::RemovedQuotes, None);
        }
        let label = outside.name(scheme, inner || outer);
        outside.steps.reverse();
        let range = outside.at()..text.len() - outside.behind.len();
        Self { label, steps: outside.steps, range }
    }
}

/// What is left of the text on both sides of the token.
struct Outside<'t> {
    before: &'t str,
    from: usize,
    behind: &'t str,
    /// Innermost first.
    steps: Vec<Step>,
}

impl<'t> Outside<'t> {
    const fn at(&self) -> usize {
        self.from + self.before.len()
    }

    fn step(&mut self, code: Change, name: Option<&str>) {
        let step = Step::new(code).at(self.at());
        self.steps.push(Step { name: name.map(str::to_owned), ..step });
    }

    fn invisible(&mut self) {
        let before = self.before.trim_end_matches(is_invisible);
        let removed = self.before.get(before.len()..).unwrap_or_default();
        self.before = before;
        if let Some(first) = removed.chars().next() {
            let (name, count) = (odd_character(first), removed.chars().count());
            let step = Step::new(Change::RemovedInvisible).times(count).at(self.at());
            self.steps.push(Step { name, ..step });
        }
    }

    /// Takes away quotation marks on both sides, however they are escaped.
    fn quotes(&mut self) -> bool {
        let mut found = false;
        while let Some((before, closing)) = split_quote(self.before) {
            self.before = before;
            found = true;
            let behind = self.behind.trim_start_matches('\\');
            self.behind = closing.iter().find_map(|mark| behind.strip_prefix(mark)).unwrap_or(self.behind);
        }
        found
    }

    /// Takes away `Bearer ` and the like.
    fn scheme(&mut self) -> bool {
        let unspaced = trim_spaces(self.before);
        let uncoloned = trim_spaces(unspaced.trim_end_matches(':'));
        // `token: eyJ…` is a member of YAML, not a scheme.
        let bearer = strip_suffix_ignoring_case(uncoloned, "bearer").map(|before| (before, uncoloned));
        let other = || SCHEMES.iter().find_map(|scheme| Some((strip_suffix_ignoring_case(unspaced, scheme)?, unspaced)));
        let Some((before, scheme)) = bearer.or_else(other).filter(|(_, scheme)| scheme.len() < self.before.len()) else {
            return false;
        };
        if before.ends_with(is_name) && !ends_in_code(before) {
            return false;
        }
        self.before = before;
        self.step(Change::RemovedScheme, scheme.get(before.len()..));
        true
    }

    /// Takes away the name whose value the token is, with what declares it.
    fn name(&mut self, scheme: bool, quoted: bool) -> Option<String> {
        let spaced = self.before;
        let trimmed = trim_spaces(spaced);
        let trimmed = BLOCK_MARKS.iter().find_map(|mark| trimmed.strip_suffix(mark)).map_or(trimmed, trim_spaces);
        let separator = SEPARATORS.iter().find(|separator| trimmed.ends_with(**separator));
        let Some(separator) = separator else {
            return self.option(trimmed, trimmed.len() < spaced.len() || quoted);
        };
        let rest = trim_spaces(trimmed.strip_suffix(separator)?);
        let (rest, name_is_quoted) = split_quote(rest).map_or((rest, false), |(rest, _)| (rest, true));
        let before = rest.trim_end_matches(is_name);
        let name = rest.get(before.len()..)?;
        // In `%22value%22` the digits belong to the quotation mark.
        let digits = name.bytes().take(2).filter(u8::is_ascii_hexdigit).count();
        let code = if before.ends_with('%') && digits == 2 { 2 } else { 0 };
        let (before, name) = rest.split_at_checked(before.len() + code)?;
        // Above a token on a line of its own stands its name alone, or a sentence.
        let starts_line = || {
            before
                .rsplit('\n')
                .next()
                .is_none_or(|line| line.trim_matches([' ', '\t', '"', '\'', '-', '{', '\r']).is_empty())
        };
        let breaks = spaced.get(trimmed.len()..).is_some_and(|space| space.contains('\n'));
        if name.is_empty() || name.len() > LONGEST_NAME || breaks && !starts_line() {
            return None;
        }
        let before = if name_is_quoted { split_quote(before).map_or(before, |(before, _)| before) } else { before };
        let header = scheme && !name_is_quoted || HEADERS.iter().any(|header| name.eq_ignore_ascii_case(header));
        let code = match *separator {
            ":" | "=>" | "%3A" | "%3a" if header => Change::TookHeader,
            ":" | "=>" | "%3A" | "%3a" => Change::TookMember,
            _ if before.ends_with(['?', '&', '#']) || PARAMETER_MARKS.iter().any(|mark| before.ends_with(mark)) => {
                Change::TookParameter
            }
            _ if name.starts_with("--") => Change::TookOption,
            _ => Change::TookVariable,
        };
        self.before = before;
        if code == Change::TookVariable {
            self.declaration();
        } else if let (Change::TookHeader, Some((before, closing))) = (code, split_quote(before)) {
            self.before = before.strip_suffix('$').unwrap_or(before);
            self.behind = closing.iter().find_map(|mark| self.behind.strip_prefix(mark)).unwrap_or(self.behind);
        }
        self.step(code, Some(name));
        Some(name.to_owned())
    }

    /// `--token eyJ…`
    fn option(&mut self, trimmed: &'t str, separated: bool) -> Option<String> {
        let before = trimmed.trim_end_matches(is_name);
        let name = trimmed.get(before.len()..).filter(|name| separated && name.starts_with("--"))?;
        if !(3..=LONGEST_NAME).contains(&name.len()) {
            return None;
        }
        self.before = before;
        self.step(Change::TookOption, Some(name));
        Some(name.to_owned())
    }

    /// `export `, `$env:` and the like.
    fn declaration(&mut self) {
        let unsigned = self.before.strip_suffix('$').unwrap_or(self.before);
        let before =
            strip_suffix_ignoring_case(unsigned, "env:").map_or(unsigned, |before| before.trim_end_matches(['$', '{']));
        self.before = DECLARATIONS.iter().find_map(|word| strip_suffix_ignoring_case(before, word)).unwrap_or(before);
    }
}

/// Takes a quotation mark from the end of a text, and says what may close it.
fn split_quote(text: &str) -> Option<(&str, &'static [&'static str])> {
    QUOTES.iter().find_map(|(opening, closing)| {
        let before = text.strip_suffix(opening)?;
        let before = before.trim_end_matches('\\');
        // `$'…'` of shells, `b'…'` and `f'…'` of Python, but not the end of a word.
        let prefix = if matches!(*opening, "'" | "\"") { before.strip_suffix(['$', 'b', 'f']) } else { None };
        let before = prefix.filter(|before| !before.ends_with(is_name)).unwrap_or(before);
        Some((before, *closing))
    })
}

/// Takes away white space, also in the encodings of URLs and shells.
fn trim_spaces(text: &str) -> &str {
    let mut rest = text.trim_end();
    while let Some(before) = SPACES.iter().find_map(|space| rest.strip_suffix(space)) {
        rest = before.trim_end();
    }
    rest
}

/// Whether a percent-encoded character or an escape sequence ends here.
fn ends_in_code(text: &str) -> bool {
    let start = |distance: usize| text.len().checked_sub(distance).and_then(|from| text.get(from..)).unwrap_or_default();
    start(3).starts_with('%') || start(2).starts_with('\\')
}

fn strip_suffix_ignoring_case<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let (before, end) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix).then_some(before)
}

const fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.')
}

/// What opens a quotation, and what may close it.
const QUOTES: [(&str, &[&str]); 11] = [
    ("\"", &["\""]),
    ("'", &["'"]),
    ("`", &["`"]),
    ("“", &["”", "“"]),
    ("”", &["”"]),
    ("‘", &["’", "‘"]),
    ("«", &["»"]),
    ("&quot;", &["&quot;"]),
    ("&#34;", &["&#34;"]),
    ("%22", &["%22"]),
    ("\\u0022", &["u0022"]),
];
const SCHEMES: [&str; 3] = ["token", "jwt", "dpop"];
const SPACES: [&str; 4] = ["%20", "%09", "+", "\\"];
/// What opens a block of several lines in YAML.
const BLOCK_MARKS: [&str; 4] = [" >-", " |-", " >", " |"];
const SEPARATORS: [&str; 8] = ["=>", ":", "=", "%3D", "%3A", "%3d", "%3a", "\\u003d"];
const PARAMETER_MARKS: [&str; 4] = ["%3F", "%26", "%23", "\\u0026"];
const HEADERS: [&str; 4] = ["authorization", "proxy-authorization", "x-auth-token", "x-jwt-assertion"];
const DECLARATIONS: [&str; 8] = ["export ", "set ", "const ", "let ", "var ", "declare -x ", "local ", "env "];
/// How far before a token its name may begin.
const LONGEST_WRAPPER: usize = 256;
/// Shorter than any signature, so that the end of another token before this one is never shown as its name.
const LONGEST_NAME: usize = 60;
