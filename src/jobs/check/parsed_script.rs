//! The touched migration scripts, parsed.

use super::inputs::CheckInputs;
use crate::migration::layout::{Refusal, ScriptFile};
use crate::migration::{FileStatus, Kind, Role, Transaction};
use crate::sql::{self, Timeline};
use crate::text::{LineIndex, RelPath, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// A touched migration script, parsed.
pub(super) struct ParsedScript {
    pub(super) path: RelPath,
    pub(super) script: sql::Script,
    pub(super) timeline: Timeline,
    pub(super) role: Role,
    pub(super) transaction: Transaction,
    /// Refusals of the tool in the whole file, with its first part only.
    pub(super) refusals: Vec<Refusal>,
    /// Content of the file, with every secret replaced.
    pub(super) content: Arc<Vec<u8>>,
    pub(super) secrets: Vec<sql::Secret>,
    pub(super) lines: LineIndex,
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
        let file = ScriptFile { content, sidecar: inputs.sidecars.get(path).map(|sidecar| &sidecar[..]) };
        let tool_script = (inputs.project.layout.parse)(file);
        let roles = [script.role, Role::Down];
        let mut refusals = tool_script.refusals();
        for (section, role) in tool_script.sections().zip(roles) {
            let (transaction, part) = (section.transaction, section.with_head(content));
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
            let script = parse_part(&content, &part);
            let timeline = Timeline::of(script.run().map(|(_, action)| action));
            let (path, lines) = (path.clone(), LineIndex::default());
            scripts.push(ParsedScript { path, script, timeline, role, transaction, refusals, content, secrets, lines });
        }
    }
    scripts
}

/// Size in bytes from which parsing with more than one thread is faster.
const LARGE: usize = 1 << 17;

fn parse_part(content: &[u8], part: &Span) -> sql::Script {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    if part.len() < LARGE || threads == 1 {
        return sql::Script::read(content, part);
    }
    sql::Script::read_in_portions(content, part, threads, &|portions| {
        std::thread::scope(|scope| {
            let running: Vec<_> = portions.into_iter().map(|portion| scope.spawn(move || portion.read())).collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    })
}
