//! A script as the Supabase CLI reads it (CLI 3.1.0, and its recorded answers in `tests/it/conformance`).
//!
//! The CLI cuts the text itself. It sends the pieces as one batch of the extended protocol, which is a transaction
//! without a transaction block; with statements about transactions in it, or the line `-- pg-delta: transaction=false`
//! at its head, each piece on its own.

use super::parameters;
use super::script::{ScriptFile, Section, ToolScript};
use super::supabase_pieces::pieces;
use super::transaction::{LeftOpen, RunsOutside, Transaction};
use crate::sql::{self, Kind, NonTransactional, TransactionKind, transaction_kind, words};
use crate::text::{Span, lines};
use std::borrow::Cow;

/// The statements that the CLI recognises and runs outside the batch.
pub(super) const RUNS_OUTSIDE: RunsOutside = &[
    (NonTransactional::AlterSystem, "2.109"),
    (NonTransactional::ClusterAll, "2.109"),
    (NonTransactional::CreateIndexConcurrently, "2.109"),
    (NonTransactional::DropIndexConcurrently, "August 2026"),
    (NonTransactional::ReindexConcurrently, "2.109"),
    (NonTransactional::Vacuum, "2.109"),
];

/// The first line of a script whose statements run one by one.
const NO_TRANSACTION: &[u8] = b"-- pg-delta: transaction=false";

/// Help for a statement that is cut.
const CUT_HELP: &str = "write the body as a string: `AS $$ … $$` in place of `BEGIN ATOMIC … END`";

/// The same for statements in parentheses, as `CREATE RULE` has them.
const CUT_RULE_HELP: &str = "write one statement without parentheses, for `CREATE RULE … DO ALSO` one rule for each";

/// A piece that the CLI sends.
struct Piece<'c> {
    span: &'c Span,
    text: Cow<'c, str>,
    kind: TransactionKind,
}

impl<'c> Piece<'c> {
    fn read(content: &'c [u8], span: &'c Span) -> Self {
        let text = String::from_utf8_lossy(&content[span.clone()]);
        Self { kind: transaction_kind(&text), text, span }
    }

    fn controls_transactions(&self) -> bool {
        matches!(self.kind, TransactionKind::Begin | TransactionKind::End) || self.commits_prepared()
    }

    /// `COMMIT PREPARED` and `COMMIT AND CHAIN` begin like the end of a transaction.
    fn commits_prepared(&self) -> bool {
        self.kind != TransactionKind::Plain
            && words(&self.text)
                .next()
                .is_some_and(|first| ["commit", "end", "abort"].iter().any(|word| first.is(word)))
    }

    fn first_line(&self, content: &[u8]) -> Span {
        self.span.start..lines::line_end(content, self.span.start).min(self.span.end)
    }

    /// The statement that it is, if that needs a transaction block, which a batch of the extended protocol is not.
    fn needing_block(&self) -> Option<&'static str> {
        let first = words(&self.text).next()?;
        Some(match first.text.as_str() {
            "lock" => "LOCK TABLE",
            "savepoint" => "SAVEPOINT",
            "release" => "RELEASE SAVEPOINT",
            "rollback" => "ROLLBACK TO SAVEPOINT",
            "declare" if !words(&self.text).any(|word| word.is("hold")) => "DECLARE CURSOR",
            _ => return None,
        })
    }
}

/// Parses a script.
pub(super) fn parse(file: ScriptFile) -> ToolScript {
    let content = file.content;
    let start = if content.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    let pieces = pieces(content, start);
    let mut up = Section::new(0..content.len(), Transaction::WholeExcept(RUNS_OUTSIDE));
    up.left_open = LeftOpen::Kept;
    refuse_psql(&mut up, content);
    refuse_cut_statement(&mut up, content, &pieces);
    let (mut controls, mut is_cut, mut needing_block) = (false, false, Vec::new());
    for span in &pieces {
        let piece = Piece::read(content, span);
        controls |= piece.controls_transactions();
        if piece.kind == TransactionKind::CopyIn {
            up.refuse(
                piece.first_line(content),
                "the Supabase CLI does not send the data of `COPY … FROM stdin`",
                "write the rows as INSERT statements",
            );
        } else if let Some(statement) = piece.needing_block() {
            needing_block.push((piece.first_line(content), statement));
        }
        is_cut = is_cut || note_cut_body(&mut up, &piece);
    }
    let is_head = lines::lines(&content[start..]).next().is_some_and(|(_, line)| line == NO_TRANSACTION);
    if is_head {
        up.transaction = Transaction::Each;
    } else if controls {
        up.transaction = Transaction::Own;
    }
    if !controls {
        refuse_without_block(&mut up, needing_block);
    }
    for place in parameters::find(content) {
        let (message, help) = parameters::refusal(&content[place.clone()]);
        up.refuse(place, message, help);
    }
    up.refusals.sort_by_key(|refusal| refusal.span.start);
    up.pieces = Some(pieces);
    ToolScript { up, down: None }
}

/// The CLI sends commands of psql to the server.
fn refuse_psql(up: &mut Section, content: &[u8]) {
    if memchr::memchr(b'\\', content).is_none() {
        return;
    }
    let has_rows = content.windows(5).any(|word| word.eq_ignore_ascii_case(b"stdin"));
    for command in sql::psql_commands(content) {
        let end = lines::line_end(content, command.start);
        let line = String::from_utf8_lossy(&content[command.start..end]);
        let name = line.split_whitespace().next().unwrap_or_default();
        // The end of the data of a COPY, which is refused itself.
        if name == "\\." && has_rows {
            continue;
        }
        up.refuse(
            command.start..command.start + name.len(),
            format!("the Supabase CLI does not know psql's command `{name}` and sends it to the server"),
            "remove the line; write the file with `supabase db dump`, or run it with psql",
        );
    }
}

/// Refuses the first statement of which the CLI sends a part.
fn refuse_cut_statement(up: &mut Section, content: &[u8], pieces: &[Span]) {
    let (mut rest, mut cut) = (pieces, None);
    sql::visit_statements(content, &mut |statement| {
        while let Some((piece, others)) = rest.split_first().filter(|(piece, _)| piece.end < statement.end) {
            // A string without an end goes on to the end of the file.
            let is_text = |byte: &u8| !byte.is_ascii_whitespace() && *byte != b';';
            let is_cut = statement.start < piece.end && content[piece.end..statement.end].iter().any(is_text);
            cut = cut.or(is_cut.then_some(piece));
            rest = others;
        }
    });
    if let Some(piece) = cut {
        let is_body = memchr::memmem::find(&content[piece.clone()].to_ascii_lowercase(), b"atomic").is_some();
        let help = if is_body { CUT_HELP } else { CUT_RULE_HELP };
        up.refuse(piece.end - 1..piece.end, "the Supabase CLI ends the statement here and sends it in two parts", help);
    }
}

/// Notes a body of SQL that old releases cut: they ended it at the first `end` in it, also inside a word. Returns
/// whether it is one.
fn note_cut_body(up: &mut Section, piece: &Piece) -> bool {
    let span = end_in_body(&piece.text).map(|end| piece.span.start + end..piece.span.start + end + 3);
    if let Some(span) = span.clone() {
        up.refuse_in_older(
            span,
            "the fix of September 2026",
            "the Supabase CLI before its fix of September 2026 takes this `END` for the end of the function body",
            CUT_HELP,
        );
    }
    span.is_some()
}

/// The place of the first `end` in a body of SQL, if it is not that of the body.
fn end_in_body(text: &str) -> Option<usize> {
    // Most statements have no such body, and a script may be large.
    let mut places = memchr::memchr2_iter(b'm', b'M', text.as_bytes()).filter_map(|at| at.checked_sub(3));
    if !places.any(|at| text.get(at..at + 6).is_some_and(|word| word.eq_ignore_ascii_case("atomic"))) {
        return None;
    }
    let words: Vec<_> = words(text).collect();
    let atomic = words.windows(2).find(|pair| pair[0].is("begin") && pair[1].is("atomic"))?;
    let start = atomic[1].span.end;
    let body = &text.as_bytes()[start..];
    let is_quoted = |kind: Kind| matches!(kind, Kind::String | Kind::DollarString | Kind::Comment);
    let end = sql::tokens(body).filter(|token| !is_quoted(token.kind)).find_map(|token| {
        let word = body[token.span.clone()].to_ascii_lowercase();
        memchr::memmem::find(&word, b"end").map(|at| token.span.start + at)
    })?;
    // The END of the body is the last word of the piece.
    memchr::memchr(b';', &body[end..body.len() - 1]).map(|_| start + end)
}

/// Refuses the statements that need a transaction block.
fn refuse_without_block(up: &mut Section, statements: Vec<(Span, &str)>) {
    for (first_line, statement) in statements {
        up.refuse(
            first_line,
            format!(
                "the Supabase CLI opens no transaction block, so the server rejects `{statement}` (since CLI 2.115)"
            ),
            "write `begin;` above and `commit;` below the statements that belong together",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(content: &str) -> Section {
        parse(ScriptFile::alone(content.as_bytes())).up
    }

    fn check(content: &str, transaction: Transaction) {
        let up = parsed(content);
        assert_eq!(up.refusals, [], "{content}");
        assert_eq!(up.transaction, transaction, "{content}");
    }

    fn refuses(content: &str, at: &str, message: &str) {
        let up = parsed(content);
        let refusal = up.refusals.first().unwrap_or_else(|| panic!("{content} is accepted"));
        assert!(refusal.message.contains(message), "{content}: {}", refusal.message);
        assert_eq!(&content[refusal.span.clone()], at, "{content}");
    }

    #[test]
    fn statements_about_transactions_run_one_by_one() {
        let whole = Transaction::WholeExcept(RUNS_OUTSIDE);
        check("create table a (); select 1;", whole);
        check("begin; create table a (); commit;", Transaction::Own);
        check("-- pg-delta: transaction=false\ncreate table a ();", Transaction::Each);
        check(" -- pg-delta: transaction=false\ncreate table a ();", whole);
        check("\u{feff}-- pg-delta: transaction=false\r\ncreate table a ();", Transaction::Each);
        check("begin; lock table a; savepoint b; commit;", Transaction::Own);
        check("select 1--2;\n;\n--3;\nselect 4 --5;", whole);
    }

    #[test]
    fn text_that_only_psql_understands_is_refused() {
        refuses("\\restrict abc\nselect 1;", "\\restrict", "psql's command `\\restrict`");
        refuses("copy a from stdin;\n1\n\\.\n", "copy a from stdin;", "data of `COPY");
    }

    #[test]
    fn statements_that_need_a_transaction_block_are_refused() {
        refuses("create table a ();\nlock table a;", "lock table a;", "LOCK TABLE");
        refuses("declare c cursor for select 1;", "declare c cursor for select 1;", "DECLARE CURSOR");
        check("declare c cursor with hold for select 1;", Transaction::WholeExcept(RUNS_OUTSIDE));
    }

    #[test]
    fn statements_that_are_cut_otherwise_are_refused() {
        let body = |begin: &str, query: &str| {
            format!("create function f() returns int language sql {begin} {query}; select 2; end; select 3;")
        };
        check(&body("begin atomic", "select 1"), Transaction::WholeExcept(RUNS_OUTSIDE));
        refuses(&body("begin /* x */ atomic", "select 1"), ";", "in two parts");
        let case = body("begin atomic", "select case when true then 1 end");
        refuses(&case, "end", "before its fix of September 2026");
        assert!(parsed(&case).refusals[0].until.is_some());
    }
}
