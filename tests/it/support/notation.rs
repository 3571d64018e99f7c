//! A situation in a repository, written down in a few lines: what the Bad and Good blocks
//! of the rules' pages are made of.
//!
//! ```text
//! # what is the case
//! published PATH          on origin/main, and from there in HEAD
//! committed PATH          in HEAD, not on a shared branch
//! staged PATH             added or changed in the index
//! deleted PATH            removed from the index
//! renamed PATH -> PATH    in the index
//! linked PATH -> TARGET   a symbolic link, staged
//! untracked PATH          in the working tree only
//! merging PATH            on the other parent of the merge that is being committed
//! config                  tidegate.toml
//! now TIME                the clock, RFC 3339
//! also RULE               another rule that rightly reports something here
//! ```
//!
//! Lines indented by four blanks are the content of the file above them (`\xNN` is a
//! byte); without them a file holds a harmless statement that no other file holds.

use super::NOW;
use super::memory::{File, Files, Memory};
use chrono::{DateTime, Utc};
use tidegate::config::{self, Settings};
use tidegate::git::Mode;
use tidegate::jobs::check::{self, Outcome, Request};
use tidegate::jobs::sides::Selection;
use tidegate::text::RelPath;

/// A situation, ready to be checked.
pub(crate) struct Situation {
    pub(crate) repository: Memory,
    pub(crate) settings: Settings,
    pub(crate) request: Request,
    /// Rules that report something besides the one the page is about.
    pub(crate) also: Vec<String>,
}

impl Situation {
    /// Reads the notation.
    pub(crate) fn read(text: &str) -> Self {
        let mut draft = Draft::default();
        let mut lines = text.lines().peekable();
        let mut number = 0;
        while let Some(line) = lines.next() {
            let mut content = None;
            while let Some(more) = lines.next_if(|next| next.starts_with("    ") || is_inner_blank(next)) {
                let content = content.get_or_insert_with(Vec::new);
                content.extend_from_slice(&bytes(more.strip_prefix("    ").unwrap_or_default()));
                content.push(b'\n');
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            number += 1;
            let content = content.unwrap_or_else(|| format!("create table t{number} (id bigint);\n").into_bytes());
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            draft.line(word, rest, content);
        }
        draft.finish()
    }

    /// Checks the staged changes with every rule.
    pub(crate) fn outcome(&self) -> Outcome {
        check::run(&self.repository, &self.settings, &self.request).expect("a repository in memory can be read")
    }
}

/// The ids of the rules that report something, each once, in alphabetical order.
pub(crate) fn reported_rules(outcome: &Outcome) -> Vec<&'static str> {
    let rules: std::collections::BTreeSet<&str> = outcome.diagnostics.iter().map(|one| one.rule.id).collect();
    rules.into_iter().collect()
}

/// Lines as the content of a file in the notation.
pub(crate) fn indented(lines: &str) -> String {
    lines.lines().fold(String::new(), |text, line| text + "    " + line + "\n")
}

/// Every diagnostic of an outcome as `severity[rule] file: message`.
pub(crate) fn reported(outcome: &Outcome) -> Vec<String> {
    let line = |diagnostic: &tidegate::diagnostic::Diagnostic| {
        let file = diagnostic.place.path().map(ToString::to_string).unwrap_or_default();
        format!("{}[{}] {file}: {}", diagnostic.severity, diagnostic.rule.id, diagnostic.message)
    };
    outcome.diagnostics.iter().map(line).collect()
}

/// The request for what is staged, at a time.
pub(crate) fn request(now: &str) -> Request {
    let now = DateTime::parse_from_rfc3339(now).unwrap_or_else(|error| panic!("`now {now}`: {error}"));
    Request {
        selection: Selection::Staged,
        files: Vec::new(),
        history_only: false,
        skip: Vec::new(),
        now: now.with_timezone(&Utc),
    }
}

/// The settings that a configuration file of this text gives.
pub(crate) fn settings(text: &[u8]) -> Settings {
    let path = std::path::Path::new("tidegate.toml");
    config::parse(path, text.to_vec()).unwrap_or_else(|error| panic!("{error:?}"))
}

/// An empty line is part of a file when the file goes on after it; the reader sees only
/// one line ahead, so pages write `    ` where a file has an empty line.
fn is_inner_blank(line: &str) -> bool {
    !line.is_empty() && line.trim().is_empty()
}

/// The bytes a page means: `\xNN` is one of them.
pub(crate) fn bytes(text: &str) -> Vec<u8> {
    let mut found = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.strip_prefix(b"x").and_then(|digits| std::str::from_utf8(digits.get(..2)?).ok());
        let byte = hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'\\');
        found.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[3..] } else { after };
    }
    found
}

#[derive(Default)]
struct Draft {
    published: Files,
    committed: Files,
    staged: Files,
    gone: Vec<RelPath>,
    renamed: Vec<(RelPath, RelPath)>,
    untracked: Files,
    merging: Option<Files>,
    config: Vec<u8>,
    now: Option<String>,
    also: Vec<String>,
}

impl Draft {
    fn line(&mut self, word: &str, rest: &str, content: Vec<u8>) {
        let path = RelPath::new(bytes(rest));
        let two = || rest.split_once(" -> ").unwrap_or_else(|| panic!("`{word} {rest}` needs ` -> `"));
        match word {
            "published" => drop(self.published.insert(path, File::new(content))),
            "committed" => drop(self.committed.insert(path, File::new(content))),
            "staged" => drop(self.staged.insert(path, File::new(content))),
            "untracked" => drop(self.untracked.insert(path, File::new(content))),
            "merging" => drop(self.merging.get_or_insert_default().insert(path, File::new(content))),
            "deleted" => self.gone.push(path),
            "renamed" => {
                let (from, to) = two();
                self.renamed.push((RelPath::new(bytes(from)), RelPath::new(bytes(to))));
            }
            "linked" => {
                let (path, target) = two();
                self.staged.insert(RelPath::new(bytes(path)), File { mode: Mode::Symlink, content: bytes(target) });
            }
            "config" => self.config = content,
            "now" => self.now = Some(rest.to_owned()),
            "also" => self.also.push(rest.to_owned()),
            other => panic!("the notation has no word `{other}`"),
        }
    }

    fn finish(self) -> Situation {
        let mut repository = Memory::new();
        let shared = repository.add_commit(&[], self.published.clone());
        repository.set_shared(&shared);
        let ours = self.published.clone().into_iter().chain(self.committed).collect();
        let head = repository.add_commit(&[&shared], ours);
        repository.set_head(&head);
        if let Some(merging) = self.merging {
            let theirs = self.published.into_iter().chain(merging).collect();
            let theirs = repository.add_commit(&[&shared], theirs);
            repository.begin_merge(&theirs);
        }
        for (from, to) in &self.renamed {
            repository.rename(from, to);
        }
        repository.index.extend(self.staged);
        for path in &self.gone {
            assert!(repository.index.remove(path).is_some(), "{path} is deleted and was never there");
        }
        repository.untracked = self.untracked;
        Situation {
            repository,
            settings: settings(&self.config),
            request: request(self.now.as_deref().unwrap_or(NOW)),
            also: self.also,
        }
    }
}
