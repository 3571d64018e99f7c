//! The touched migration scripts, parsed.

use super::inputs::CheckInputs;
use super::segment::Segment;
use crate::migration::layout::{LeftOpen, Refusal, ScriptFile, Section};
use crate::migration::{FileStatus, Kind, Role, Transaction};
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
    /// Refusals of the tool in the whole file, with its first part only.
    pub(super) refusals: Vec<Refusal>,
    /// Content of the file, with every secret replaced.
    pub(super) content: Arc<Vec<u8>>,
    pub(super) secrets: Vec<sql::Secret>,
    pub(super) lines: LineIndex,
    part: Span,
    /// The script as a whole, unless it is so long that it is read in segments.
    pub(super) whole: Option<Segment>,
}

/// Parses the touched scripts of a project. A published migration can no longer be changed, so it is
/// parsed only with `everything`, or if its statements were edited.
pub(super) fn parse(inputs: &CheckInputs, everything: bool) -> Vec<ParsedScript> {
    let mut scripts = Vec::new();
    let context = inputs.context();
    for touched in &context.changes.touched {
        let path = &touched.file.path;
        let Some(content) = context.contents.get(path) else { continue };
        let is_changed = touched.status != FileStatus::Unchanged && inputs.differs_from_published(path);
        if touched.file.kind != Kind::File || (inputs.is_published(path) && !everything && !is_changed) {
            continue;
        }
        let of_file = inputs
            .target
            .of_file(path)
            .and_then(|migration| migration.scripts.iter().find(|script| &script.file.path == path));
        let Some(script) = of_file else {
            continue;
        };
        let sidecar = inputs.sidecars.get(path).map(|sidecar| &sidecar[..]);
        let file = ScriptFile { name: path.file_name(), content, sidecar, settings: &inputs.tool };
        let tool_script = (inputs.project.layout.parse)(file);
        let mut refusals = tool_script.refusals();
        let part = |section: &Section| {
            (section.transaction, section.left_open, section.refuses_ended, section.with_head(content))
        };
        let parts: Vec<_> = tool_script.sections().map(part).zip([script.role, Role::Down]).collect();
        // A large file has many pieces, and its statements are read next.
        drop(tool_script);
        for ((transaction, left_open, refuses_ended, part), role) in parts {
            let refusals = std::mem::take(&mut refusals);
            let mut secrets = sql::secrets(&content[part.clone()]);
            for secret in &mut secrets {
                secret.span = part.start + secret.span.start..part.start + secret.span.end;
            }
            // A large file is kept once.
            let content = match sql::without(content, &secrets) {
                Cow::Borrowed(_) => Arc::clone(content),
                Cow::Owned(without) => Arc::new(without),
            };
            let whole = Some(Segment::first(&content, &part)).filter(|segment| !segment.script.is_cut);
            let (path, lines) = (path.clone(), LineIndex::default());
            scripts.push(ParsedScript {
                path,
                role,
                transaction,
                left_open,
                refuses_ended,
                refusals,
                content,
                secrets,
                lines,
                part,
                whole,
            });
        }
    }
    scripts
}

impl ParsedScript {
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
