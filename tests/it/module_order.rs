//! The corridor of `src/`: data goes one way, so a module uses only those above it in the list that declares it.
//!
//! A folder's own file stands below those children that it uses and above those that use it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

#[test]
fn every_module_uses_only_those_above_it() {
    let root = Module::load(&[], &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"));
    let mut modules = HashMap::new();
    // `crate::Gate` means `crate::gate::Gate`: lib.rs itself uses everything, and only hands out names.
    let exports: HashMap<_, _> = root.uses.iter().filter_map(|path| Some((path.last()?.clone(), path.clone()))).collect();
    root.enter_into(&mut modules);

    let mut faults = Vec::new();
    for module in modules.values().filter(|module| !module.path.is_empty()) {
        let mut last_used_child = None;
        for used in &module.uses {
            let used = exports.get(&used[0]).unwrap_or(used);
            let common = module.path.iter().zip(used).take_while(|(left, right)| left == right).count();
            let folder = &modules[&used[..common]];
            let place = |path: &[String]| folder.children.iter().position(|child| path.get(common) == Some(child));
            match (place(&module.path), place(used)) {
                (Some(user), Some(used)) if user > used => {}
                (Some(_), Some(_)) => faults.push(format!("{module} uses {}, which stands below it", used.join("::"))),
                (None, Some(child)) => last_used_child = last_used_child.max(Some(child)),
                (None | Some(_), None) => {}
            }
        }
        let uses_it = |child: &&String| {
            let child = &modules[&joined(&module.path, child)];
            child.uses.iter().any(|used| used.starts_with(&module.path) && !module.declares(used))
        };
        if let Some(child) = module.children.iter().take(last_used_child.map_or(0, |it| it + 1)).find(uses_it) {
            faults.push(format!("{module} uses its {child}, or one below it, and {child} uses {module}"));
        }
    }
    faults.sort();
    assert!(modules.len() > 20, "only {} modules found", modules.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

struct Module {
    /// From the root of the crate, which is empty.
    path: Vec<String>,
    /// In the order of their declaration.
    children: Vec<String>,
    /// What it names of the crate outside itself, from the root.
    uses: Vec<Vec<String>>,
    below: Vec<Self>,
}

impl Module {
    fn load(path: &[String], file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap();
        let code = without_tests(text.parse().unwrap_or_else(|fault| panic!("{}: {fault}", file.display())));
        let children = declared(&code);
        let mut written = Vec::new();
        collect_paths(&code, &children, &mut written);
        let uses = written.into_iter().filter_map(|used| absolute(path, used)).collect();
        let below = children.iter().map(|name| Self::load(&joined(path, name), &file_of(name, file))).collect();
        Self { path: path.to_vec(), children, uses, below }
    }

    /// Whether the path leads to a child or beyond.
    fn declares(&self, path: &[String]) -> bool {
        path.get(self.path.len()).is_some_and(|name| self.children.contains(name))
    }

    fn enter_into(mut self, modules: &mut HashMap<Vec<String>, Self>) {
        for child in std::mem::take(&mut self.below) {
            child.enter_into(modules);
        }
        modules.insert(self.path.clone(), self);
    }
}

impl fmt::Display for Module {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.path.join("::"))
    }
}

/// `mod name;` stands for `name.rs` or `name/mod.rs` in the folder of the module that declares it.
fn file_of(name: &str, parent: &Path) -> PathBuf {
    let folder = match parent.file_name().unwrap().to_str().unwrap() {
        "lib.rs" | "mod.rs" => parent.parent().unwrap().to_owned(),
        _ => parent.with_extension(""),
    };
    let file = folder.join(name).with_extension("rs");
    if file.exists() { file } else { folder.join(name).join("mod.rs") }
}

/// The tokens without those items that are compiled for tests only.
pub(crate) fn without_tests(code: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<_> = code.into_iter().collect();
    let mut kept = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        if matches!(after.first(), Some(TokenTree::Group(it)) if is(token, "#") && it.to_string() == "[cfg (test)]") {
            let end = after.iter().position(|it| is(it, ";") || is_braced(it)).unwrap();
            rest = &after[end + 1..];
        } else {
            kept.push(token.clone());
        }
    }
    kept
}

fn declared(code: &[TokenTree]) -> Vec<String> {
    let declarations = code.windows(3).filter(|it| is(&it[0], "mod") && is(&it[2], ";"));
    declarations.map(|it| it[1].to_string()).collect()
}

/// Every path that begins with `crate`, `super`, `self` or the name of a child.
fn collect_paths(code: &[TokenTree], children: &[String], found: &mut Vec<Vec<String>>) {
    let mut rest = code;
    let mut within_path = false;
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        let text = token.to_string();
        let begins = ["crate", "super", "self"].contains(&text.as_str()) || children.contains(&text);
        if let TokenTree::Group(group) = token {
            collect_paths(&group.stream().into_iter().collect::<Vec<_>>(), children, found);
        } else if begins && !within_path && after.first().is_some_and(|it| is(it, ":")) {
            rest = expand(vec![text], after, found);
        }
        within_path = is(token, ":");
    }
}

/// Follows one path, which a `{` may divide into several, and returns what comes after it.
fn expand<'t>(mut path: Vec<String>, code: &'t [TokenTree], found: &mut Vec<Vec<String>>) -> &'t [TokenTree] {
    let [colon, second, next, rest @ ..] = code else {
        found.push(path);
        return code;
    };
    match next {
        TokenTree::Ident(name) if is(colon, ":") && is(second, ":") => {
            path.push(name.to_string());
            expand(path, rest, found)
        }
        TokenTree::Group(group) if is(colon, ":") && is(second, ":") && is_braced(next) => {
            let branches: Vec<_> = group.stream().into_iter().collect();
            for branch in branches.split(|it| is(it, ",")) {
                match branch {
                    [TokenTree::Ident(name), ..] if name == "self" => found.push(path.clone()),
                    [TokenTree::Ident(name), rest @ ..] => {
                        expand(joined(&path, &name.to_string()), rest, found);
                    }
                    _ => {}
                }
            }
            rest
        }
        _ => {
            found.push(path);
            code
        }
    }
}

/// The path from the root of the crate; none for a path that ends at the module itself.
fn absolute(module: &[String], written: Vec<String>) -> Option<Vec<String>> {
    let mut path = module.to_vec();
    for step in written {
        match step.as_str() {
            "crate" => path.clear(),
            "self" => {}
            "super" => drop(path.pop()),
            _ => path.push(step),
        }
    }
    (path != module && !path.is_empty()).then_some(path)
}

fn joined(path: &[String], name: &str) -> Vec<String> {
    path.iter().cloned().chain([name.to_owned()]).collect()
}

fn is(token: &TokenTree, text: &str) -> bool {
    token.to_string() == text
}

fn is_braced(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}
