//! A migration with the files that its tool runs in the same transaction, as one text.

use super::failure::{RunError, StatementError};
use super::source::{Callbacks, Source};
use crate::migration::layout::{Section, ToolScript};
use crate::sql;
use crate::text::Span;

/// The text of a migration and its callbacks, statement by statement.
pub(super) struct Assembly<'a> {
    pub(super) text: Vec<u8>,
    pub(super) section: Section,
    parts: Vec<Part<'a>>,
}

/// A statement of a file.
struct Part<'a> {
    /// In the text.
    span: Span,
    /// `None` for the migration.
    callback: Option<&'a Source>,
    source: &'a Source,
    /// The same place in the text that is sent of the file.
    from: usize,
}

impl<'a> Assembly<'a> {
    /// Puts the files together; fails with a callback that the tool refuses.
    pub(super) fn of(file: &'a Source, callbacks: &'a Callbacks) -> Result<Self, &'a Source> {
        if let Some(refused) = callbacks.inside().find(|callback| callback.section.refusal().is_some()) {
            return Err(refused);
        }
        let mut assembly =
            Self { text: Vec::new(), section: ToolScript::whole(&[], file.section.transaction).up, parts: Vec::new() };
        assembly.add_all(&callbacks.before_each);
        let (text, section) = file.sent();
        for piece in pieces(&text, &section) {
            assembly.add_all(&callbacks.before_statement);
            assembly.add(&text, &piece, file, None);
            assembly.add_all(&callbacks.after_statement);
        }
        assembly.add_all(&callbacks.after_each);
        assembly.section.span = 0..assembly.text.len();
        assembly.section.begins_again = file.section.begins_again;
        assembly.section.pieces = Some(assembly.parts.iter().map(|part| part.span.clone()).collect());
        Ok(assembly)
    }

    fn add_all(&mut self, callbacks: &'a [Source]) {
        for callback in callbacks {
            let (text, section) = callback.sent();
            for piece in pieces(&text, &section) {
                self.add(&text, &piece, callback, Some(callback));
            }
        }
    }

    fn add(&mut self, text: &[u8], piece: &Span, source: &'a Source, callback: Option<&'a Source>) {
        let start = self.text.len();
        self.text.extend_from_slice(&text[piece.clone()]);
        self.parts.push(Part { span: start..self.text.len(), callback, source, from: piece.start });
        // A comment, or the data of a COPY, may be at the end.
        self.text.push(b'\n');
    }

    /// The error at its place in the file of its statement.
    pub(super) fn in_its_file(&self, error: RunError) -> RunError {
        let RunError::Statement(failed) = error else { return error };
        let of_part = |part: &&Part| part.span.start <= failed.statement.start;
        let Some(part) = self.parts.iter().rfind(of_part) else { return RunError::Statement(failed) };
        let old = |at: usize| part.from + at.saturating_sub(part.span.start);
        let statement = part.source.place(&(old(failed.statement.start)..old(failed.statement.end)));
        let at = part.source.place(&(old(failed.at)..old(failed.at))).start;
        let error = RunError::Statement(StatementError { statement, at, ..failed });
        match part.callback {
            Some(callback) => error.within(callback),
            None => error,
        }
    }
}

/// The parts of a text that are sent one after another, each with what follows it up to the next: the data of a `COPY`.
fn pieces(text: &[u8], section: &Section) -> Vec<Span> {
    if let Some(pieces) = &section.pieces {
        return pieces.clone();
    }
    let (start, end) = (section.span.start, section.span.end);
    let statements = sql::statements(&text[section.span.clone()]);
    let starts = statements.iter().map(|statement| start + statement.start);
    let ends = starts.clone().skip(1).chain([end]);
    starts.zip(ends).map(|(from, to)| from..to).collect()
}
