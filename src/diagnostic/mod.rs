//! Speech: what a rule says about a file, before anybody decides how to show it.
//!
//! A [`Diagnostic`] carries its `&'static RuleInfo`, so every face knows the rule's page and
//! summary without a list of all rules. Severity starts as the rule's own and is changed
//! only once, by `config::levels`, after all rules have spoken.
//!
//! Never: formats, colours, prints.

use crate::object::Class;
use crate::text::{RelPath, Span};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a diagnostic weighs: only errors stop a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never stops anything.
    Info,
    /// Should be looked at; does not stop the commit.
    Warning,
    /// Stops the commit.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// How many rules run: each preset runs those of the smaller ones as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// What is broken for certain, and what loses data.
    Minimal,
    /// What a reviewer would want to be told as well; the default.
    #[default]
    Recommended,
    /// Every rule: the policy of a careful house.
    Strict,
}

impl Preset {
    /// The words that stand for presets.
    pub const NAMES: [&'static str; 3] = ["minimal", "recommended", "strict"];

    /// Reads a word.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "minimal" => Some(Self::Minimal),
            "recommended" => Some(Self::Recommended),
            "strict" => Some(Self::Strict),
            _ => None,
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minimal => "minimal",
            Self::Recommended => "recommended",
            Self::Strict => "strict",
        })
    }
}

/// Groups of rules, as the documents and the folders of the rules have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Names, versions, order, edits, and the schema file beside the migrations.
    History,
    /// The content of files, and files beside the migrations.
    Files,
    /// Statements that lose data or objects.
    DataLoss,
    /// Statements that break running code.
    Compatibility,
    /// Locks, scans and rewrites of tables in use.
    Locks,
    /// Statements that fail, or do something else than they say.
    Correctness,
    /// Secrets, row level security and privileges.
    Security,
    /// Team policy, off by default.
    Style,
}

impl Family {
    /// Every family, in the order in which the rules are documented.
    pub const ALL: [Self; 8] = [
        Self::History,
        Self::Files,
        Self::DataLoss,
        Self::Compatibility,
        Self::Locks,
        Self::Correctness,
        Self::Security,
        Self::Style,
    ];

    /// The id, which is also the name of the rules' folder with `_` for `-`.
    pub fn id(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Files => "files",
            Self::DataLoss => "data-loss",
            Self::Compatibility => "compatibility",
            Self::Locks => "locks",
            Self::Correctness => "correctness",
            Self::Security => "security",
            Self::Style => "style",
        }
    }

    /// What its rules find, as a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::History => "Names, versions, order, edits of published migrations, and the schema file.",
            Self::Files => "The content of files, and files beside the migrations that change a database.",
            Self::DataLoss => "Statements that drop, empty, overwrite or narrow something that is in use.",
            Self::Compatibility => "Statements that rename or move something that running code uses.",
            Self::Locks => "Statements that block reads or writes of an existing table, or read or rewrite all of it.",
            Self::Correctness => "Statements that fail, or do something other than they appear to.",
            Self::Security => "Secrets, missing row level security, and unsafe functions.",
            Self::Style => "Conventions that a team can choose; they run at the strict preset.",
        }
    }

    /// A heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::History => "Migration history",
            Self::Files => "Files",
            Self::DataLoss => "Data loss",
            Self::Compatibility => "Compatibility with running code",
            Self::Locks => "Locks, scans and rewrites",
            Self::Correctness => "Correctness",
            Self::Security => "Security",
            Self::Style => "Team policy",
        }
    }
}

/// What a rule expects `PostgreSQL` to do when it runs the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpectedEffect {
    /// A table is rewritten.
    Rewrite,
    /// All of a table is read.
    Scan,
    /// A lock is taken; whether it matters is not for a server to say.
    Lock,
}

/// What is known of a rule without running it.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Kebab-case, names the pattern, reads well after "allow"; the stem of its files.
    pub id: &'static str,
    /// One line for tables.
    pub summary: &'static str,
    /// Severity unless config says otherwise.
    pub severity: Severity,
    /// True when some of its diagnostics carry a [`Fix`].
    pub fixable: bool,
    /// True when a migration that is already published can no longer be mended (its name
    /// is recorded in databases): on such a migration the rule only warns.
    pub forward_only: bool,
    /// The smallest preset that runs it; larger ones do, too.
    pub preset: Preset,
    pub family: Family,
    /// What the rule expects `PostgreSQL` to do, where a replay can observe it.
    pub expects: Option<ExpectedEffect>,
    /// The user page, Markdown.
    pub page: &'static str,
}

/// Where a diagnostic points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// A part of a file's name, as a byte span in the last part of `path`.
    Name {
        /// The file (or the migration's folder).
        path: RelPath,
        /// Bytes of the last part of the path that are meant.
        span: Span,
    },
    /// A part of a file's content.
    Content {
        /// The file.
        path: RelPath,
        /// The lines to draw, and where they stand in the file.
        excerpt: Excerpt,
    },
    /// A file as a whole.
    File {
        /// The file, which may be gone from the target side.
        path: RelPath,
    },
    /// No single file.
    Nowhere,
}

impl Place {
    /// The file it points at, if any.
    pub fn path(&self) -> Option<&RelPath> {
        match self {
            Self::Name { path, .. } | Self::Content { path, .. } | Self::File { path } => Some(path),
            Self::Nowhere => None,
        }
    }

    /// A place in a file's content: the span with its lines, cut out so that the
    /// diagnostic owns little even when the file is large.
    pub fn content(path: &RelPath, content: &[u8], span: &Span) -> Self {
        Self::Content { path: path.clone(), excerpt: Excerpt::cut(content, span) }
    }
}

/// A few whole lines of a file with a span in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The lines, with bytes that are not UTF-8 replaced.
    pub text: String,
    /// Number of the first line in `text`, from 1.
    pub first_line: usize,
    /// The span in `text`, in bytes.
    pub span: Span,
    /// Where the span starts in the file: line and column from 1, in characters.
    pub start: crate::text::Position,
    /// Where the span lies in the file, in bytes.
    pub in_file: Span,
}

/// The longest part of a line worth drawing, in bytes.
const LINE_LIMIT: usize = 400;

impl Excerpt {
    fn cut(content: &[u8], span: &Span) -> Self {
        let start = span.start.min(content.len());
        // Only the first line of a long span is drawn.
        let line_end = crate::text::lines::line_end(content, start);
        let end = span.end.clamp(start, line_end);
        let around = crate::text::window(content, &(start..end), 0);
        let from = around.start.max(start.saturating_sub(LINE_LIMIT));
        let to = around.end.min(end.max(start) + LINE_LIMIT);
        let before = String::from_utf8_lossy(&content[from..start]).into_owned();
        let inside = String::from_utf8_lossy(&content[start..end]).into_owned();
        let after = String::from_utf8_lossy(&content[end..to.max(end)]).into_owned();
        let position = crate::text::position(content, start);
        let begin = before.len();
        Self {
            span: begin..begin + inside.len(),
            text: format!("{before}{inside}{after}"),
            first_line: position.line,
            start: position,
            in_file: span.clone(),
        }
    }
}

/// A safe change that mends the problem: files to rename in the index and the work tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, an imperative without a full stop.
    pub title: String,
    /// The renames, done together or not at all.
    pub renames: Vec<Rename>,
}

/// One file that gets another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The name it has.
    pub from: RelPath,
    /// The name it gets; nothing has that name now.
    pub to: RelPath,
}

/// One thing that is wrong: what, where, why it matters, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that says it.
    pub rule: &'static RuleInfo,
    /// How much it weighs.
    pub severity: Severity,
    /// Class of the statement it is about, if it is about one.
    pub class: Option<Class>,
    /// The whole statement that it is about, in bytes of the file. Problems of one statement
    /// that one cure mends are told as one.
    pub statement: Option<Span>,
    /// What is wrong: a fragment, lower case, no full stop.
    pub message: String,
    pub place: Place,
    /// The few words that stand at the place, under the line drawn.
    pub label: String,
    /// Why it matters: a sentence.
    pub why: String,
    /// What to do: an imperative, with the command where there is one.
    pub help: String,
    /// A safe change that does it.
    pub fix: Option<Fix>,
    /// Other files it is about; an allowance in one of them covers it too.
    pub related: Vec<RelPath>,
}

impl Diagnostic {
    /// A diagnostic of `rule` with the rule's own severity.
    pub fn new(rule: &'static RuleInfo, place: Place, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            class: None,
            statement: None,
            message: message.into(),
            place,
            label: String::new(),
            why: String::new(),
            help: String::new(),
            fix: None,
            related: Vec::new(),
        }
    }

    /// With the words that stand under the line drawn.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With the reason.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// With what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// With a safe change.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// With other files it is about.
    #[must_use]
    pub fn related(mut self, related: Vec<RelPath>) -> Self {
        self.related = related;
        self
    }

    /// With the statement that it is about and its class.
    #[must_use]
    pub fn statement(mut self, span: Span, class: Option<Class>) -> Self {
        self.statement = Some(span);
        self.class = class;
        self
    }

    /// With a severity of its own, where the rule tells cases apart.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
