//! How a program ended and what it printed.

use super::snapshot;
use assert_cmd::assert::OutputAssertExt as _;
use predicates::Predicate as _;
use predicates::str::contains;
use std::path::PathBuf;
use std::process::Output;

/// The end of a run.
#[must_use]
#[derive(Debug)]
pub(crate) struct CommandResult {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
    output: Output,
    /// What was run, with the variables that were set for it.
    command: String,
    /// The folder of the world, whose name is another in every run.
    root: Option<PathBuf>,
}

impl From<Output> for CommandResult {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            output,
            command: String::new(),
            root: None,
        }
    }
}

impl std::fmt::Display for CommandResult {
    /// The command, each stream and the exit code, as a terminal session shows them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "$ {}", self.without_root(&self.command))?;
        for (name, stream) in [("stdout", &self.out), ("stderr", &self.err)] {
            if !stream.is_empty() {
                writeln!(f, "--- {name}\n{}", self.without_root(stream.trim_end_matches('\n')))?;
            }
        }
        write!(f, "--- exit code {}", self.code.unwrap_or(-1))
    }
}

impl CommandResult {
    pub(super) fn new(output: Output, command: String, root: PathBuf) -> Self {
        Self { command, root: Some(root), ..Self::from(output) }
    }

    /// Both streams, for messages and for hooks, whose output git forwards to either.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// Both streams with `[TEMP]` in place of the world's folder.
    pub(crate) fn masked(&self) -> String {
        self.without_root(&self.text())
    }

    /// Both streams and the exit code, without what differs from machine to machine.
    pub(crate) fn portable(&self) -> String {
        let text = snapshot::without_server(&self.text());
        format!("{}\n--- exit code {}", text.trim_end(), self.code.unwrap_or(-1))
    }

    fn without_root(&self, text: &str) -> String {
        self.root.as_ref().map_or_else(|| text.to_owned(), |root| text.replace(&root.display().to_string(), "[TEMP]"))
    }

    /// The exit code is this one, and nothing panicked.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        self.output.clone().assert().append_context("run", self.without_root(&self.command)).code(code);
        assert!(!self.text().contains("internal error"), "{}", self.text());
        self
    }

    /// It succeeded.
    #[track_caller]
    pub(crate) fn passes(self) -> Self {
        self.exits(0)
    }

    /// It found problems. Git itself exits with 1 whatever the exit code of its hook is.
    #[track_caller]
    pub(crate) fn has_problems(self) -> Self {
        self.exits(1)
    }

    /// Each of these parts is in the output.
    #[track_caller]
    pub(crate) fn prints(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(contains(*part).eval(&self.text()), "`{part}` is missing in:\n{}", self.text());
        }
        self
    }

    /// None of these parts is in the output.
    #[track_caller]
    pub(crate) fn does_not_print(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(!contains(*part).eval(&self.text()), "`{part}` is not wanted in:\n{}", self.text());
        }
        self
    }

    /// Nothing was printed.
    #[track_caller]
    pub(crate) fn is_quiet(self) -> Self {
        assert_eq!(self.text(), "");
        self
    }

    /// Ends the expectations of a run.
    pub(crate) fn done(self) {}
}
