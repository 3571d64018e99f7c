//! The touched migration scripts, parsed.

use super::inputs::CheckInputs;
use super::parallel;
use super::segment::Segment;
use crate::migration::layout::{Condition, LeftOpen, Refusal, ScriptFile, Section};
use crate::migration::{FileStatus, Kind, Role, Transaction};
use crate::rules::Original;
use crate::sql;
use crate::text::{LineIndex, RelPath, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// A touched migration script.
pub(super) struct ParsedScript {
    pub(super) path: RelPath,
    pub(super) role: Role,
    pub(super) transaction: Transaction,
    pub(super) left_open: LeftOpen,
    pub(super) refuses_ended: bool,
    /// The messages in which the tool sends the script, if the script goes on outside a transaction once it has ended that of
    /// the tool.
    pub(super) messages: Vec<Span>,
    /// Refusals of the tool in the whole file, with its first part only.
    pub(super) refusals: Vec<Refusal>,
    /// The statements that the tool accepts with a setting only, with the first part only.
    pub(super) conditions: Vec<Condition>,
    /// Content of the file as it runs, with every secret replaced.
    pub(super) content: Arc<Vec<u8>>,
    /// The file itself, if the tool replaces parts of it.
    pub(super) original: Option<Original>,
    pub(super) secrets: Vec<sql::Secret>,
    pub(super) lines: LineIndex,
    part: Span,
    /// The script as a whole, unless it is so long that it is read in segments.
    pub(super) whole: Option<Segment>,
}

/// The words of the statements that end a transaction.
const ENDS: [&[u8]; 5] = [b"commit", b"rollback", b"abort", b"end", b"prepare"];

/// Whether a text has the word of a statement that ends a transaction. Most commits have one script, for which a pattern
/// would take longer to compile.
fn may_end_transaction(text: &[u8]) -> bool {
    let mut words = text.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    words.any(|word| ENDS.iter().any(|end| word.eq_ignore_ascii_case(end)))
}

/// Parses the touched scripts of a project. A published migration can no longer be changed, so it is
/// parsed only with `everything`, or if its statements were edited.
pub(super) fn parse(inputs: &CheckInputs, everything: bool) -> Vec<ParsedScript> {
    let files: Vec<File> = files(inputs, everything).collect();
    let sections = parallel::map(&files, |file| file.content.len(), |file| sections(inputs, file));
    let mut scripts: Vec<ParsedScript> = sections.into_iter().flatten().collect();
    // What concerns the folder is reported once.
    if let Some(first) = scripts.first_mut() {
        first.refusals.extend(inputs.sum.iter().cloned());
    }
    scripts
}

/// The file of a script.
struct File<'a> {
    path: &'a RelPath,
    role: Role,
    content: &'a Arc<Vec<u8>>,
}

fn files(inputs: &CheckInputs, everything: bool) -> impl Iterator<Item = File<'_>> {
    inputs.changes.touched.iter().filter_map(move |touched| {
        let path = &touched.file.path;
        let content = inputs.contents.get(path)?;
        let is_changed = touched.status != FileStatus::Unchanged && inputs.differs_from_published(path);
        if touched.file.kind != Kind::File || (inputs.is_published(path) && !everything && !is_changed) {
            return None;
        }
        let migration = inputs.target.of_file(path)?;
        let role = migration.scripts.iter().find(|script| &script.file.path == path)?.role;
        Some(File { path, role, content })
    })
}

fn sections(inputs: &CheckInputs, file: &File) -> Vec<ParsedScript> {
    let File { path, role, content } = *file;
    let sidecar = inputs.sidecars.get(path).map(|sidecar| &sidecar[..]);
    let tool_script =
        (inputs.project.layout.parse)(ScriptFile { name: path.file_name(), content, sidecar, settings: &inputs.tool });
    let mut refusals = tool_script.refusals();
    let sections = tool_script
        .into_sections()
        .zip([role, Role::Down])
        .map(|(section, role)| ParsedScript::read(path, role, content, section, std::mem::take(&mut refusals)));
    sections.collect()
}

impl ParsedScript {
    /// Reads a section of a file, as the tool sends it.
    fn read(path: &RelPath, role: Role, content: &Arc<Vec<u8>>, mut section: Section, refusals: Vec<Refusal>) -> Self {
        // A large file has many pieces, and its statements are read next.
        let messages = section.pieces.take().filter(|_| section.transaction.is_of_tool() && !section.begins_again);
        let messages = messages.filter(|_| may_end_transaction(&content[section.span.clone()])).unwrap_or_default();
        let spliced = section.spliced(content);
        // A value that replaces a placeholder is not in this file.
        let written = section.with_head(content);
        let (sent, part) = match &spliced {
            Some(spliced) => (&Arc::new(spliced.text.clone()), spliced.new_span(&written)),
            None => (content, written.clone()),
        };
        let mut secrets = sql::secrets(&content[written.clone()]);
        for secret in &mut secrets {
            let span = written.start + secret.span.start..written.start + secret.span.end;
            secret.span = spliced.as_ref().map_or_else(|| span.clone(), |spliced| spliced.new_span(&span));
        }
        // A large file is kept once.
        let sent = match sql::without(sent, &secrets) {
            Cow::Borrowed(_) => Arc::clone(sent),
            Cow::Owned(without) => Arc::new(without),
        };
        // From there on, positions and lengths are the same, and strings end where the server ends them.
        let sent = match sql::with_doubled_quotes(&sent) {
            Cow::Borrowed(_) => sent,
            Cow::Owned(doubled) => Arc::new(doubled),
        };
        Self {
            path: path.clone(),
            role,
            transaction: section.transaction,
            left_open: section.left_open,
            refuses_ended: section.refuses_ended,
            messages,
            refusals,
            conditions: section.conditions,
            original: spliced.map(|spliced| Original {
                content: sql::without(content, &sql::secrets(content)).into_owned(),
                lines: LineIndex::default(),
                spliced,
            }),
            whole: Some(Segment::first(&sent, &part)).filter(|segment| !segment.script.is_cut),
            content: sent,
            secrets,
            lines: LineIndex::default(),
            part,
        }
    }

    /// Passes the whole script on, or its segments one after the other: of a long script only one is in memory.
    pub(super) fn each_segment(&self, found: &mut dyn FnMut(&Segment)) {
        if let Some(whole) = &self.whole {
            return found(whole);
        }
        let mut segment = Segment::first(&self.content, &self.part);
        loop {
            found(&segment);
            if !segment.script.is_cut {
                return;
            }
            let rest = segment.script.part.end..self.part.end;
            segment = Segment::next(&self.content, &rest, segment.into_carried());
        }
    }
}
