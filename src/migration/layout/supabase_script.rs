//! A script as the Supabase CLI reads it (CLI 3.1.0, and its recorded answers in `tests/it/conformance`).
//!
//! The CLI cuts the text itself. It sends the pieces as one batch of the extended protocol, which is a transaction
//! without a transaction block; with statements about transactions in it, or the line `-- pg-delta: transaction=false`
//! at its head, each piece on its own.

use super::script::{ScriptFile, Section, ToolScript};
use super::supabase_pieces::pieces;
use super::transaction::{RunsOutside, Transaction};
use crate::sql::{self, Kind, NonTransactional, TransactionKind, transaction_kind, words};
use crate::text::{Span, lines};

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

/// Parses a script.
pub(super) fn parse(file: ScriptFile) -> ToolScript {
    let content = file.content;
    let start = if content.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    let pieces = pieces(content, start);
    let mut up = Section::new(0..content.len(), Transaction::WholeExcept(RUNS_OUTSIDE));
    let is_head = lines::lines(&content[start..]).next().is_some_and(|(_, line)| line == NO_TRANSACTION);
    let controls = |piece: &Span| {
        matches!(kind(content, piece), TransactionKind::Begin | TransactionKind::End)
            || commits_prepared(content, piece)
    };
    if is_head {
        up.transaction = Transaction::Each;
    } else if pieces.iter().any(controls) {
        up.transaction = Transaction::Own;
    }
    refuse_psql(&mut up, content);
    refuse_cut_statement(&mut up, content, &pieces);
    note_cut_body(&mut up, content, &pieces);
    for piece in &pieces {
        refuse_piece(&mut up, content, piece);
    }
    up.refusals.sort_by_key(|refusal| refusal.span.start);
    up.pieces = Some(pieces);
    ToolScript { up, down: None }
}

fn text<'c>(content: &'c [u8], piece: &Span) -> std::borrow::Cow<'c, str> {
    String::from_utf8_lossy(&content[piece.clone()])
}

fn kind(content: &[u8], piece: &Span) -> TransactionKind {
    transaction_kind(&text(content, piece))
}

/// `COMMIT PREPARED` and `COMMIT AND CHAIN` begin like the end of a transaction.
fn commits_prepared(content: &[u8], piece: &Span) -> bool {
    let text = text(content, piece);
    let mut words = words(&text);
    words.next().is_some_and(|first| ["commit", "end", "abort"].iter().any(|word| first.is(word)))
}

/// The CLI sends commands of psql to the server.
fn refuse_psql(up: &mut Section, content: &[u8]) {
    for command in sql::psql_commands(content) {
        let end = lines::line_end(content, command.start);
        let line = text(content, &(command.start..end)).into_owned();
        let name = line.split_whitespace().next().unwrap_or_default().to_owned();
        // The end of the data of a COPY, which is refused itself.
        if name == "\\." {
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
    let mut statements = sql::statements(content).into_iter().peekable();
    let is_cut = |piece: &&Span| {
        while statements.next_if(|statement| statement.end <= piece.end).is_some() {}
        let statement = statements.peek().filter(|statement| statement.start < piece.end);
        // A string without an end goes on to the end of the file.
        statement.is_some_and(|statement| !content[piece.end..statement.end].trim_ascii().is_empty())
    };
    let Some(piece) = pieces.iter().find(is_cut) else { return };
    up.refuse(piece.end - 1..piece.end, "the Supabase CLI ends the statement here and sends it in two parts", CUT_HELP);
}

/// Notes the first body of SQL that old releases cut: they ended it at the first `end` in it, also inside a word.
fn note_cut_body(up: &mut Section, content: &[u8], pieces: &[Span]) {
    let begins = |piece: &Span| {
        let text = text(content, piece);
        let words: Vec<_> = words(&text).collect();
        let atomic = words.windows(2).find(|pair| pair[0].is("begin") && pair[1].is("atomic"))?;
        let body = piece.start + atomic[1].span.end..piece.end;
        let is_quoted = |kind: Kind| matches!(kind, Kind::String | Kind::DollarString | Kind::Comment);
        let end = sql::tokens(&content[body.clone()]).filter(|token| !is_quoted(token.kind)).find_map(|token| {
            let word = content[body.clone()][token.span.clone()].to_ascii_lowercase();
            memchr::memmem::find(&word, b"end").map(|at| body.start + token.span.start + at)
        })?;
        // The END of the body is the last word of the piece.
        memchr::memchr(b';', &content[end..piece.end - 1]).map(|_| end..end + 3)
    };
    if let Some(span) = pieces.iter().find_map(begins) {
        up.refuse_in_older(
            span,
            "the fix of September 2026",
            "the Supabase CLI before its fix of September 2026 takes this `END` for the end of the function body",
            CUT_HELP,
        );
    }
}

/// Statements that need more than a batch of the extended protocol gives them.
fn refuse_piece(up: &mut Section, content: &[u8], piece: &Span) {
    let text = text(content, piece).into_owned();
    let first_line = piece.start..lines::line_end(content, piece.start).min(piece.end);
    if kind(content, piece) == TransactionKind::CopyIn {
        up.refuse(
            first_line,
            "the Supabase CLI does not send the data of `COPY … FROM stdin`",
            "write the rows as INSERT statements",
        );
        return;
    }
    if matches!(up.transaction, Transaction::Each | Transaction::Own) {
        return;
    }
    let first = words(&text).next();
    let needs_block = match first.as_ref().map(|word| word.text.as_str()) {
        Some("lock") => "LOCK TABLE",
        Some("savepoint") => "SAVEPOINT",
        Some("release") => "RELEASE SAVEPOINT",
        Some("rollback") => "ROLLBACK TO SAVEPOINT",
        Some("declare") if !words(&text).any(|word| word.is("hold")) => "DECLARE CURSOR",
        _ => return,
    };
    up.refuse(
        first_line,
        format!("the Supabase CLI opens no transaction block, so the server rejects `{needs_block}` (since CLI 2.115)"),
        "write `begin;` above and `commit;` below the statements that belong together",
    );
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
