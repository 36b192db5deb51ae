//! Objects in the notations in which programs print them: JavaScript, Python, Rust, Ruby, Go. They are written as JSON,
//! with their members in their own order.

use super::claim_names::is_date;
use super::cursor::Cursor;
use crate::json::Number;
use crate::json_value::Json;
use crate::time::NumericDate;

/// An object that was written as JSON.
pub(super) struct Rewritten {
    pub(super) json: String,
    /// Whose notation it was.
    pub(super) notation: &'static str,
    /// The members that have no value.
    pub(super) missing: Vec<String>,
}

/// Reads the object or map whose bracket stands at `start`, and says where the reading ended.
pub(super) fn rewrite(text: &str, start: usize) -> (Option<Rewritten>, usize) {
    let mut reader =
        Reader { cursor: Cursor::new(text, start), json: String::new(), missing: Vec::new(), notation: "JavaScript" };
    let result = if text.get(start..).is_some_and(|rest| rest.starts_with('[')) {
        reader.notation = "Go";
        reader.map()
    } else {
        reader.object(0)
    };
    let Reader { cursor, json, missing, notation } = reader;
    (result.map(|()| Rewritten { json, notation, missing }), cursor.at())
}

struct Reader<'t> {
    cursor: Cursor<'t>,
    json: String,
    missing: Vec<String>,
    notation: &'static str,
}

/// A value that was read.
enum Value {
    /// It was written to the JSON.
    Written,
    /// It means that there is none.
    Missing,
}

impl<'t> Reader<'t> {
    fn object(&mut self, depth: usize) -> Option<()> {
        self.cursor.eat("{").then_some(())?;
        self.json.push('{');
        let mut first = true;
        while !self.closes('}')? {
            let name = self.name()?;
            let before = self.json.len();
            self.json.push_str(if first { "" } else { "," });
            self.write(&name);
            self.json.push(':');
            match self.value(depth)? {
                Value::Written => first = false,
                Value::Missing => {
                    self.json.truncate(before);
                    self.missing.push(name);
                }
            }
        }
        self.json.push('}');
        Some(())
    }

    fn list(&mut self, end: char, depth: usize) -> Option<()> {
        self.json.push('[');
        let mut first = true;
        while !self.closes(end)? {
            self.json.push_str(if first { "" } else { "," });
            first = false;
            if let Value::Missing = self.value(depth)? {
                self.json.push_str("null");
            }
        }
        self.json.push(']');
        Some(())
    }

    /// Passes white space, separators and comments.
    fn skip(&mut self) {
        loop {
            self.cursor.skip_while(|it| it.is_whitespace() || matches!(it, ',' | ';'));
            if self.cursor.eat("//") {
                self.cursor.skip_past("\n");
            } else if self.cursor.eat("/*") {
                self.cursor.skip_past("*/");
            } else {
                return;
            }
        }
    }

    /// Passes what separates members, and the closing bracket if it stands there.
    fn closes(&mut self, end: char) -> Option<bool> {
        self.skip();
        let character = self.cursor.char()?;
        if character == end {
            self.cursor.pass(character);
        }
        Some(character == end)
    }

    fn name(&mut self) -> Option<String> {
        let name = match self.cursor.char()? {
            quote @ ('"' | '\'' | '`' | '“' | '‘') => {
                if quote == '\'' && self.notation == "JavaScript" {
                    self.notation = "Python";
                }
                self.quoted(quote)?
            }
            _ => {
                if self.cursor.eat(":") {
                    self.notation = "Ruby";
                }
                self.word()?.to_owned()
            }
        };
        self.cursor.skip_while(|it| it == ' ');
        if self.cursor.eat("=>") {
            self.notation = "Ruby";
        } else if self.cursor.eat("=") {
            self.notation = "Java";
        } else if !self.cursor.eat(":") {
            return None;
        }
        Some(name)
    }

    fn word(&mut self) -> Option<&'t str> {
        let start = self.cursor.at();
        self.cursor.skip_while(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '$' | '.' | '-'));
        Some(self.cursor.since(start)).filter(|word| !word.is_empty())
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth >= MAX_DEPTH {
            return None;
        }
        self.cursor.skip_while(char::is_whitespace);
        match self.cursor.char()? {
            quote @ ('"' | '\'' | '`' | '“' | '‘') => {
                let string = self.quoted(quote)?;
                self.write(&string);
            }
            '{' => self.object(depth + 1)?,
            bracket @ ('[' | '(') => {
                self.cursor.pass(bracket);
                self.list(if bracket == '[' { ']' } else { ')' }, depth + 1)?;
            }
            _ => return self.bare(depth),
        }
        Some(Value::Written)
    }

    /// A value without quotation marks: a literal, a number, a word, or a constructor as in Rust.
    fn bare(&mut self, depth: usize) -> Option<Value> {
        let start = self.cursor.at();
        self.cursor.skip_while(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | '-' | '+' | '<' | '>'));
        let word = self.cursor.since(start);
        if is_missing(word) {
            if word == "None" && self.notation == "JavaScript" {
                self.notation = "Rust";
            }
            return Some(Value::Missing);
        }
        if word.starts_with(|it: char| it.is_ascii_uppercase()) {
            let mut behind = self.cursor.clone();
            behind.skip_while(|it| it == ' ');
            match behind.char() {
                Some('(') => {
                    behind.pass('(');
                    (self.cursor, self.notation) = (behind, "Rust");
                    let value = self.value(depth + 1)?;
                    self.cursor.skip_while(char::is_whitespace);
                    self.cursor.eat(",");
                    self.cursor.skip_while(char::is_whitespace);
                    return self.cursor.eat(")").then_some(value);
                }
                Some('{' | '[') => {
                    (self.cursor, self.notation) = (behind, "Rust");
                    return self.value(depth + 1);
                }
                _ => {}
            }
        }
        match word {
            "True" | "False" => {
                self.notation = "Python";
                self.json.push_str(if word == "True" { "true" } else { "false" });
            }
            "true" | "false" => self.json.push_str(word),
            _ if is_number(word) => self.json.push_str(word),
            // A number that JSON does not have is a fault to be shown, not to be rewritten.
            _ if self.notation == "JavaScript" && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) => {
                return None;
            }
            _ => {
                self.cursor.skip_while(|it| !matches!(it, ',' | '}' | ']' | ')' | '\n' | '"' | '\'' | '{' | '['));
                let text = self.cursor.since(start).trim_end();
                (!text.is_empty() && text.len() <= LONGEST_BARE).then_some(())?;
                self.write(text);
            }
        }
        Some(Value::Written)
    }

    /// A string in any quotation marks. A line break ends what can be one.
    fn quoted(&mut self, quote: char) -> Option<String> {
        self.cursor.pass(quote);
        let mut string = String::new();
        let quote = match quote {
            '“' => '”',
            '‘' => '’',
            _ => quote,
        };
        loop {
            let character = self.cursor.char().filter(|it| *it != '\n')?;
            self.cursor.pass(character);
            match character {
                _ if character == quote => return Some(string),
                '\\' => string.push(self.escaped()?),
                _ => string.push(character),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let character = self.cursor.char()?;
        self.cursor.pass(character);
        match character {
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' | 'x' => {
                let braced = self.cursor.eat("{");
                let start = self.cursor.at();
                let most = if braced {
                    6
                } else if character == 'u' {
                    4
                } else {
                    2
                };
                while self.cursor.at() - start < most && self.cursor.char().is_some_and(|it| it.is_ascii_hexdigit()) {
                    self.cursor.pass_ascii(1);
                }
                let code = u32::from_str_radix(self.cursor.since(start), 16).ok()?;
                (!braced || self.cursor.eat("}")).then(|| char::from_u32(code))?
            }
            _ => Some(character),
        }
    }

    /// A Go map, as `%v` prints it: `map[aud:https://github.com/acme exp:1.791484575e+09]`.
    fn map(&mut self) -> Option<()> {
        self.cursor.eat("[").then_some(())?;
        self.json.push('{');
        let mut first = true;
        loop {
            self.cursor.skip_while(|it| it == ' ');
            if self.cursor.eat("]") {
                break;
            }
            let name = self.word()?;
            self.cursor.eat(":").then_some(())?;
            if self.cursor.eat("<nil>") {
                self.missing.push(name.to_owned());
                continue;
            }
            self.json.push_str(if first { "" } else { "," });
            first = false;
            self.write(name);
            self.json.push(':');
            if self.cursor.eat("[") {
                let start = self.cursor.at();
                self.cursor.skip_while(|it| !matches!(it, ']' | '\n'));
                let items: Vec<_> = self.cursor.since(start).split(' ').map(json_string).collect();
                self.cursor.eat("]").then_some(())?;
                self.json.push_str(&format!("[{}]", items.join(",")));
            } else {
                let value = self.map_value()?;
                match is_date(name).then(|| whole_number(value)).flatten() {
                    Some(date) => self.json.push_str(&date.to_string()),
                    None => self.write(value),
                }
            }
        }
        self.json.push('}');
        Some(())
    }

    /// A value of a Go map goes up to the next word with a colon in it: values may have spaces.
    fn map_value(&mut self) -> Option<&'t str> {
        let start = self.cursor.at();
        loop {
            match self.cursor.char().filter(|it| *it != '\n')? {
                ']' => break,
                ' ' => {
                    let mut behind = self.cursor.clone();
                    behind.pass(' ');
                    let word = behind.at();
                    behind.skip_while(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
                    if behind.at() > word && behind.byte() == Some(b':') {
                        break;
                    }
                    self.cursor = behind;
                }
                other => self.cursor.pass(other),
            }
        }
        Some(self.cursor.since(start))
    }

    fn write(&mut self, string: &str) {
        self.json.push_str(&json_string(string));
    }
}

/// Whether a printout means by this that there is no value.
pub(super) fn is_missing(word: &str) -> bool {
    matches!(word, "None" | "null" | "nil" | "<nil>" | "undefined" | "NULL" | "MISSING" | "<none>" | "none" | "N/A")
}

/// A string in JSON.
pub(super) fn json_string(string: &str) -> String {
    Json::from(string).to_string()
}

fn is_number(word: &str) -> bool {
    word.starts_with(|it: char| it.is_ascii_digit() || it == '-') && Number::read(word).is_some()
}

/// A date as Go prints it, such as `1.791484275e+09`.
fn whole_number(word: &str) -> Option<u64> {
    let date = NumericDate::new(Number::read(word)?)?;
    (date.rounded_down() == date.rounded_up()).then(|| date.rounded_down().as_secs())
}

const MAX_DEPTH: usize = 16;
/// A longer value without quotation marks is no value.
const LONGEST_BARE: usize = 512;
