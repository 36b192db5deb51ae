//! The repository keeps to its own rules; `CONTRIBUTING.md` gives the reasons.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use claimgate::{
    Advice, Answer, Change, Check, Code, Difference, FindingCode, Flaw, Form, Hint, Material, Remark, Role, State,
    SubjectForm, SubjectPartKind, Target, Word,
};

#[test]
fn a_file_is_read_in_one_sitting() {
    let code = |file: &File| ["rs", "ts", "js", "mjs", "css", "html"].iter().any(|ending| file.has_ending(ending));
    check(code, |file| {
        let lines = file.text.lines().count();
        (lines > MAX_LINES).then(|| format!("{lines} lines, of which {MAX_LINES} are the most"))
    });
}

#[test]
fn nothing_is_left_for_later() {
    let marks = ["TODO", "FIXME", "XXX", "HACK"];
    let source = |file: &File| !file.path.ends_with("tidy.rs") && !file.is_data();
    check(source, |file| file.first_word_among(&marks));
}

#[test]
fn the_project_speaks_of_itself_alone() {
    // Each in two halves, so that this list is no finding of its own.
    let words = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/t", "mp/"),
        concat!("language ", "model"),
        concat!("AI", "-generated"),
        concat!("AI ", "assistant"),
        concat!("coding ", "agent"),
        concat!("sub", "agent"),
        concat!("Co-Authored", "-By"),
        concat!("Claude ", "Code"),
        concat!("Chat", "GPT"),
        concat!("LL", "M"),
        concat!("arti", "factory"),
    ];
    check(|file| !file.is_data(), |file| file.first_word_among(&words));
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    check(
        |file| file.has_ending("md"),
        |file| {
            let folder = Path::new(&file.path).parent().unwrap();
            let targets = file.text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
            let broken = targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).find(|target| {
                let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
                let path = if path.is_empty() { root().join(&file.path) } else { root().join(folder).join(path) };
                !path.exists() || (!anchor.is_empty() && !headings(&path).iter().any(|heading| heading == anchor))
            });
            broken.map(|target| format!("there is no `{target}`"))
        },
    );
}

#[test]
fn workflows_pin_their_actions() {
    check(
        |file| file.path.starts_with(".github/workflows/"),
        |file| {
            let actions = file.text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "));
            let is_pinned = |action: &str| {
                let revision =
                    action.split_once('@').map_or("", |(_, rest)| rest.split_whitespace().next().unwrap_or_default());
                revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit())
            };
            actions.filter(|action| !action.starts_with("./")).find(|action| !is_pinned(action)).map(str::to_owned)
        },
    );
}

#[test]
fn the_changelog_is_open() {
    assert!(fs::read_to_string(root().join("CHANGELOG.md")).unwrap().contains("\n## [Unreleased]\n"));
}

#[test]
fn every_code_has_a_name_a_meaning_and_a_use() {
    macro_rules! rows {
        ($($codes:ident),+) => {
            [$($codes::ALL.iter().map(|code| (format!("{code:?}"), code.as_str(), code.meaning())).collect()),+]
        };
    }
    let families: [Vec<(String, &str, &str)>; 18] = rows!(
        Advice,
        Answer,
        Change,
        Check,
        Code,
        Difference,
        FindingCode,
        Flaw,
        Form,
        Hint,
        Material,
        Remark,
        Role,
        State,
        SubjectForm,
        SubjectPartKind,
        Target,
        Word
    );
    let mut sources = files();
    // A catalogue of texts names every code and uses none, and neither does a code's own table, which calls itself `Self`.
    sources.retain(|file| file.path.starts_with("src/") && !file.path.starts_with("src/messages"));
    let mut faults = Vec::new();
    for (variant, name, meaning) in families.iter().flatten() {
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            faults.push(format!("`{name}` is not in snake_case"));
        }
        if !meaning.ends_with('.') {
            faults.push(format!("{name}: `{meaning}` is no sentence"));
        }
        let uses = |file: &File| {
            count_words(&file.text, &format!("::{variant}")) > count_words(&file.text, &format!("Self::{variant}"))
        };
        if !sources.iter().any(uses) {
            faults.push(format!("nothing ever says {name}"));
        }
    }
    for family in families {
        let names: HashSet<_> = family.iter().map(|(_, name, _)| name).collect();
        assert_eq!(names.len(), family.len(), "a name stands twice in {family:?}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Holds a rule over those files that it is about.
#[track_caller]
fn check(concerns: impl Fn(&File) -> bool, fault: impl Fn(&File) -> Option<String>) {
    let files = files();
    let faults: Vec<_> = files
        .iter()
        .filter(|file| concerns(file))
        .filter_map(|file| fault(file).map(|fault| format!("{}: {fault}", file.path)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

struct File {
    /// From the root of the repository.
    path: String,
    text: String,
}

impl File {
    fn has_ending(&self, ending: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|it| it == ending)
    }

    /// What strangers wrote or what they might send, and what tools write.
    fn is_data(&self) -> bool {
        let folders = ["tests/vectors/", "fuzz/seeds/", "fuzz/corpus/"];
        self.has_ending("lock") || self.has_ending("json") || folders.iter().any(|folder| self.path.starts_with(folder))
    }

    fn first_word_among(&self, words: &[&str]) -> Option<String> {
        words.iter().find(|word| count_words(&self.text, word) > 0).map(|word| format!("`{word}`"))
    }
}

/// All text files that belong to the repository.
fn files() -> Vec<File> {
    let listing = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    let paths = String::from_utf8(listing.stdout).unwrap();
    let files: Vec<_> = paths
        .split_terminator('\0')
        // Binary files are no text, and those that were just deleted no files.
        .filter_map(|path| Some(File { path: path.to_owned(), text: fs::read_to_string(root().join(path)).ok()? }))
        .collect();
    assert!(files.len() > 50, "only {} files found", files.len());
    files
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn count_words(text: &str, word: &str) -> usize {
    let is_part = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
    let pieces: Vec<_> = text.split(word).collect();
    let is_word = |around: &&[&str]| {
        let begins = !word.starts_with(char::is_alphanumeric) || !is_part(around[0].chars().next_back());
        let ends = !word.ends_with(char::is_alphanumeric) || !is_part(around[1].chars().next());
        begins && ends
    };
    pieces.windows(2).filter(is_word).count()
}

/// The headings of a Markdown file, as GitHub makes anchors of them.
fn headings(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let titles = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |title: &str| {
        let kept = title.to_lowercase();
        kept.chars()
            .filter(|it| it.is_alphanumeric() || [' ', '-', '_'].contains(it))
            .map(|it| if it == ' ' { '-' } else { it })
            .collect()
    };
    titles.map(anchor).collect()
}

const MAX_LINES: usize = 500;
