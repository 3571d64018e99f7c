//! A script as its migration tool reads it: its sections, how each of them runs, and what the tool refuses.
//!
//! Every layout has one parser for it ([`Layout::parse`](super::Layout)), which `check` and a replay share: no
//! other code looks for the marks of a tool.

use super::tool_settings::{NONE, ToolSettings};
use super::transaction::{LeftOpen, Transaction};
use crate::sql;
use crate::text::{RelPath, Span, Spliced};

/// A script, and what the tool reads beside it.
#[derive(Clone, Copy, Debug)]
pub struct ScriptFile<'a> {
    /// The name of the file; empty if it is not known.
    pub name: &'a [u8],
    pub content: &'a [u8],
    /// The content of its [`Sidecar`], if there is one.
    pub sidecar: Option<&'a [u8]>,
    /// The settings of the tool in the project.
    pub settings: &'a ToolSettings,
}

impl<'a> ScriptFile<'a> {
    /// A script without a sidecar, in a project without settings.
    pub fn alone(content: &'a [u8]) -> Self {
        Self { name: &[], content, sidecar: None, settings: &NONE }
    }
}

/// A file beside a script that states how the tool runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sidecar {
    /// A file of this name in the script's folder.
    Named(&'static str),
    /// The script's name with this ending after it.
    Ending(&'static str),
}

impl Sidecar {
    /// The sidecar of a script.
    pub fn of(self, script: &RelPath) -> RelPath {
        match self {
            Self::Named(name) => script.with_file_name(name),
            Self::Ending(ending) => {
                let name = [script.file_name(), ending.as_bytes()].concat();
                script.with_file_name(name)
            }
        }
    }

    /// Whether a path may be that of such a file.
    pub fn fits(self, path: &[u8]) -> bool {
        path.ends_with(self.end().as_bytes())
    }

    /// The end of the path of such a file.
    pub(super) fn end(self) -> &'static str {
        match self {
            Self::Named(end) | Self::Ending(end) => end,
        }
    }
}

/// A script as its tool reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolScript {
    pub up: Section,
    /// The down migration in the same file.
    pub down: Option<Section>,
}

/// The part of a script that moves in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub span: Span,
    pub transaction: Transaction,
    /// Fate of a transaction that the script leaves open.
    pub left_open: LeftOpen,
    /// Whether the tool fails at its own COMMIT if the script has ended the tool's transaction.
    pub refuses_ended: bool,
    /// Whether the tool's driver begins another transaction when the script has ended that of the tool.
    pub begins_again: bool,
    /// Whether the tool refuses it before it runs the first migration.
    pub refuses_first: bool,
    /// The parts that the tool sends one after another, where it cuts the text itself; `None` if it sends all of the
    /// text, or cuts it where `PostgreSQL` does. They are places in the text with [`replaced`](Self::replaced) parts.
    pub pieces: Option<Vec<Span>>,
    /// The parts of the text that the tool replaces before it sends them, in order.
    pub replaced: Vec<Replaced>,
    /// The refusals that stop the tool before it sends any of the section, in order.
    pub refusals: Vec<Refusal>,
    /// The statements that the tool accepts with a setting only that no file of the repository gives it.
    pub conditions: Vec<Condition>,
}

/// Something that the tool accepts with a setting only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The place that the message is about.
    pub span: Span,
    /// A fragment that names the tool and what it does without the setting.
    pub message: String,
    /// Full sentences.
    pub why: String,
    /// An imperative: the setting.
    pub help: String,
}

/// A part of a text that the tool replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    pub span: Span,
    pub by: Vec<u8>,
}

/// Something that the tool does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The place that the message is about.
    pub span: Span,
    /// A fragment that names the tool and what it does not accept.
    pub message: String,
    /// An imperative: the text to write instead.
    pub help: String,
    /// The release from which on the tool accepts it; `None` if no release does.
    pub until: Option<&'static str>,
}

impl ToolScript {
    /// A script that is one section.
    pub fn whole(content: &[u8], transaction: Transaction) -> Self {
        Self { up: Section::new(0..content.len(), transaction), down: None }
    }

    /// The refusals in both directions.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut all: Vec<Refusal> = self.sections().flat_map(|section| &section.refusals).cloned().collect();
        all.sort_by_key(|refusal| refusal.span.start);
        all.dedup();
        all
    }

    /// Its sections in order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        std::iter::once(&self.up).chain(&self.down)
    }

    /// Its sections in order.
    pub fn into_sections(self) -> impl Iterator<Item = Section> {
        std::iter::once(self.up).chain(self.down)
    }
}

impl Section {
    pub(super) fn new(span: Span, transaction: Transaction) -> Self {
        Self {
            span,
            transaction,
            left_open: LeftOpen::Lost,
            refuses_ended: false,
            begins_again: false,
            refuses_first: false,
            pieces: None,
            replaced: Vec::new(),
            refusals: Vec::new(),
            conditions: Vec::new(),
        }
    }

    /// The section with what is before it in the file where that is only comments, so that these describe it.
    pub fn with_head(&self, content: &[u8]) -> Span {
        let start = if sql::is_empty(&content[..self.span.start]) { 0 } else { self.span.start };
        start..self.span.end
    }

    /// Its text without parts replaced, with the comments above it.
    pub fn text<'a>(&self, content: &'a [u8]) -> &'a [u8] {
        &content[self.with_head(content)]
    }

    /// The text with parts replaced; `None` if no part is.
    pub fn spliced(&self, content: &[u8]) -> Option<Spliced> {
        let parts = self.replaced.iter().map(|part| (&part.span, &part.by[..]));
        (!self.replaced.is_empty()).then(|| Spliced::new(content, parts))
    }

    /// The section of the text with parts replaced.
    #[must_use]
    pub fn of_spliced(&self, spliced: &Spliced) -> Self {
        let span = spliced.new_span(&self.span);
        Self { span, replaced: Vec::new(), ..self.clone() }
    }

    /// Refuses a section that is for another database than `PostgreSQL` by its text; `folder` is that of the migrations.
    pub fn refuse_other_database(&mut self, content: &[u8], folder: &RelPath) {
        let Some(foreign) = sql::other_database(&content[self.span.clone()]) else { return };
        let span = self.span.start + foreign.span.start..self.span.start + foreign.span.end;
        self.refuse(span, foreign.message(), foreign.help(&folder.to_string()));
    }

    /// Records that the tool refuses the section.
    pub(super) fn refuse(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.refusals.push(Refusal { span, message: message.into(), help: help.into(), until: None });
    }

    /// Records that releases before this one refuse the section.
    pub(super) fn refuse_in_older(&mut self, span: Span, until: &'static str, message: &str, help: &str) {
        self.refuse(span, message, help);
        self.refusals.iter_mut().next_back().into_iter().for_each(|refusal| refusal.until = Some(until));
    }

    /// The first refusal of every release.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusals.iter().find(|refusal| refusal.until.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_is_beside_its_script() {
        let check = |sidecar: Sidecar, script: &str, expected: &str| {
            let found = sidecar.of(&script.into());
            assert_eq!(found, expected.into());
            assert!(sidecar.fits(found.as_bytes()));
        };
        check(Sidecar::Named("metadata.toml"), "migrations/1_a/up.sql", "migrations/1_a/metadata.toml");
        check(Sidecar::Ending(".conf"), "db/V1__a.sql", "db/V1__a.sql.conf");
    }

    #[test]
    fn comments_above_a_section_describe_it() {
        let check = |content: &str, start: usize, expected: &str| {
            let section = Section::new(start..content.len(), Transaction::Whole);
            assert_eq!(section.text(content.as_bytes()), expected.as_bytes());
        };
        check("-- why\n-- up\nselect 1;", 7, "-- why\n-- up\nselect 1;");
        check("select 1;\n-- up\nselect 2;", 10, "-- up\nselect 2;");
    }
}
