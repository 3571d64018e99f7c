//! A script, or a segment of a long one, as rules see it.
//!
//! A file may have fifty megabytes of statements, and what is known of a statement takes many times its text. Such a file
//! is read and checked a segment at a time. What the segments before and after one create is known from the DDL of the
//! history, and the few statements that change what later ones mean are carried over.

use super::parallel::{LARGE, threads};
use crate::sql::{Action, Operation, Portion, Script, Statement, Timeline, TransactionControl};
use crate::text::Span;

/// Statements that are carried over, at most.
const CARRIED: usize = 1000;

/// A script or a segment of it.
pub(super) struct Segment {
    pub(super) script: Script,
    pub(super) timeline: Timeline,
    /// The number of statements at its start that are carried over from earlier segments.
    pub(super) carried: usize,
}

impl Segment {
    /// Reads the first segment of a part of a file, which mostly is all of it.
    pub(super) fn first(content: &[u8], part: &Span) -> Self {
        Self::of(read(content, part), 0)
    }

    /// Reads the segment at the start of the rest of a part.
    pub(super) fn next(content: &[u8], rest: &Span, carried: Vec<Statement>) -> Self {
        let mut script = read(content, rest);
        script.continues = true;
        let number = carried.len();
        script.statements.splice(..0, carried);
        Self::of(script, number)
    }

    fn of(script: Script, number: usize) -> Self {
        let timeline = Timeline::of(script.run().map(|(_, action)| action));
        Self { script, timeline, carried: number }
    }

    /// The actions of its own that run.
    pub(super) fn own(&self) -> impl Iterator<Item = &Action> {
        self.script.run().filter(|(statement, _)| *statement >= self.carried).map(|(_, action)| action)
    }

    /// Whether a statement that starts at a byte is its own.
    pub(super) fn is_own(&self, statement: &Span) -> bool {
        statement.start >= self.script.part.start
    }

    /// The statements that the next segment needs: the start of a transaction that is open, values that the transaction
    /// adds to enums, enums, and the setting of `search_path`.
    pub(super) fn into_carried(self) -> Vec<Statement> {
        let (mut begin, mut added, mut others) = (None, Vec::new(), Vec::new());
        for (statement, action) in self.script.run() {
            match &action.operation {
                Operation::Transaction(TransactionControl::Begin) => begin = Some(statement),
                Operation::Transaction(TransactionControl::Commit | TransactionControl::Rollback) => {
                    begin = None;
                    added.clear();
                }
                Operation::AddEnumValue { .. } => added.push(statement),
                Operation::CreateType { labels: Some(_), .. } => others.push(statement),
                Operation::Set { name, .. } if name == "search_path" => others.push(statement),
                _ => {}
            }
        }
        let last = |list: &[usize]| list[list.len().saturating_sub(CARRIED)..].to_vec();
        let mut kept: Vec<usize> = begin.into_iter().chain(last(&added)).chain(last(&others)).collect();
        kept.sort_unstable();
        kept.dedup();
        let is_kept = |(at, statement)| kept.binary_search(&at).is_ok().then_some(statement);
        self.script.statements.into_iter().enumerate().filter_map(is_kept).collect()
    }
}

fn read(content: &[u8], part: &Span) -> Script {
    let threads = if part.len() < LARGE { 1 } else { threads() };
    Script::read_segment(content, part, threads, &|portions| {
        if threads == 1 {
            return portions.into_iter().map(Portion::read).collect();
        }
        std::thread::scope(|scope| {
            let running: Vec<_> = portions.into_iter().map(|portion| scope.spawn(move || portion.read())).collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    })
}
