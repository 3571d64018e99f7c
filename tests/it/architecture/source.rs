//! The sources of the package as text, and what they import.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A source file of the package.
pub(super) struct Source {
    /// From `src/`, e.g. `git/mod.rs`.
    pub(super) path: String,
    /// Without tests, comments and the content of strings.
    pub(super) code: String,
    /// The file as it is.
    pub(super) text: String,
}

impl Source {
    /// The top module it belongs to.
    pub(super) fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The segments of its module path: `git`, `command`.
    pub(super) fn segments(&self) -> Vec<String> {
        let path = self.path.strip_suffix("/mod.rs").or(self.path.strip_suffix(".rs")).unwrap_or(&self.path);
        path.split('/').map(str::to_owned).collect()
    }

    /// Every `use`, one for each name it brings.
    pub(super) fn imports(&self) -> Vec<Import> {
        let mut imports = Vec::new();
        for statement in self.code.split(';') {
            let Some(start) = use_keyword(statement) else { continue };
            let is_public = statement[..start].rsplit(['\n', '}', '{']).next().is_some_and(|head| head.contains("pub"));
            expand(Vec::new(), statement[start + 4..].trim(), is_public, &mut imports);
        }
        imports
    }

    /// Every path of two or more segments outside `use`.
    pub(super) fn paths(&self) -> Vec<Vec<String>> {
        let statements = self.code.split(';').map(|statement| match use_keyword(statement) {
            Some(start) => &statement[..start],
            None => statement,
        });
        statements.flat_map(paths_of).collect()
    }
}

/// A name that a `use` brings.
pub(super) struct Import {
    pub(super) is_public: bool,
    pub(super) path: Vec<String>,
    /// The name it has here.
    pub(super) name: String,
}

/// Where the keyword `use` begins, when it is one.
fn use_keyword(statement: &str) -> Option<usize> {
    let start = statement.rfind("use ")?;
    let is_alone = statement[..start].chars().next_back().is_none_or(char::is_whitespace);
    is_alone.then_some(start)
}

fn expand(prefix: Vec<String>, tree: &str, is_public: bool, imports: &mut Vec<Import>) {
    let tree = tree.trim();
    if let Some((head, group)) = tree.split_once('{') {
        let mut path = prefix;
        path.extend(head.split("::").map(str::trim).filter(|segment| !segment.is_empty()).map(str::to_owned));
        let inner = group.rsplit_once('}').map_or(group, |(inner, _)| inner);
        for part in top_level(inner) {
            expand(path.clone(), part, is_public, imports);
        }
        return;
    }
    let (path_text, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias.trim())));
    let mut path = prefix;
    path.extend(path_text.split("::").map(str::trim).filter(|segment| !segment.is_empty()).map(str::to_owned));
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let Some(last) = path.last() else { return };
    let name = alias.unwrap_or(last).to_owned();
    imports.push(Import { is_public, path, name });
}

/// The parts of a group, split at its own commas.
fn top_level(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let is_comma = |letter: char| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    };
    group.split(is_comma).map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn paths_of(code: &str) -> Vec<Vec<String>> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(start) = rest.find(is_word) {
        let mut path = Vec::new();
        rest = &rest[start..];
        loop {
            let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
            path.push(rest[..end].to_owned());
            rest = &rest[end..];
            match rest.strip_prefix("::") {
                Some(after) if after.starts_with(is_word) => rest = after,
                _ => break,
            }
        }
        if path.len() > 1 {
            found.push(path);
        }
    }
    found
}

/// Every source file, in order of its path.
pub(super) fn sources() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&top, &mut files);
    files.sort();
    let source = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let shown = path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/");
        Source { path: shown, code: code_of(&text), text }
    };
    files.iter().map(source).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The text up to its test module, without comments and the content of strings.
fn code_of(text: &str) -> String {
    let text = text.split("\nmod tests").next().unwrap_or_default();
    let mut code = String::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let mut is_string = false;
        let mut previous = ' ';
        for letter in line.chars() {
            if letter == '"' && previous != '\\' && previous != '\'' {
                is_string = !is_string;
            } else if !is_string {
                code.push(letter);
            }
            previous = letter;
        }
        code.push('\n');
    }
    code
}

/// A floor with its letter: `4a` is below `4b`.
pub(super) type Floor = (u32, char);

/// The floors as `lib.rs` declares them, by module.
pub(super) fn floors() -> BTreeMap<String, Floor> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let mut floor = None;
    let mut floors = BTreeMap::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("// floor ") {
            floor = rest.split([':', ' ']).next().and_then(read_floor);
        } else if let Some(module) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            floors.insert(module.to_owned(), floor.expect("every module is below a floor comment"));
        }
    }
    floors
}

fn read_floor(word: &str) -> Option<Floor> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    Some((digits.parse().ok()?, word[digits.len()..].chars().next().unwrap_or(' ')))
}
