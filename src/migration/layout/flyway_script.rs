//! A script as Flyway reads it: first all of it, then it runs (Flyway 13, `ParserSqlScript`).

use super::flyway_cut::{self, Fault, Piece};
use super::flyway_placeholders::Unknown;
use super::flyway_settings::{LOCK_VARIABLE, Settings};
use super::parameters;
use super::script::{Condition, Replaced, ScriptFile, Section, ToolScript};
use super::transaction::Transaction;
use crate::sql;
use crate::text::{Span, lines};

/// Parses a script with the settings of its project and of its `.conf` file.
pub(super) fn parse(file: ScriptFile) -> ToolScript {
    let content = file.content;
    let mut up = Section::new(0..content.len(), Transaction::Whole);
    let first_line = 0..lines::line_end(content, 0);
    if let (Some(cause), Some(path)) = (&file.settings.broken, &file.settings.file) {
        up.refuse(first_line.clone(), format!("{path} {cause}"), format!("correct {path}"));
    }
    match Settings::of(&file) {
        Ok(settings) => read(&mut up, &file, &settings),
        Err(cause) => {
            let name = String::from_utf8_lossy(file.name).into_owned();
            let help = format!(
                "correct {name}.conf: it has `executeInTransaction`, `placeholderReplacement`, `encoding` and \
                 `shouldExecute`"
            );
            up.refuses_first = true;
            up.refuse(first_line, format!("Flyway refuses {name}.conf: {cause}"), help);
        }
    }
    ToolScript { up, down: None }
}

fn read(up: &mut Section, file: &ScriptFile, settings: &Settings) {
    let content = file.content;
    if !settings.runs {
        up.replaced = vec![Replaced { span: 0..content.len(), by: Vec::new() }];
        return;
    }
    let decoded = match decoded(content, &settings.encoding) {
        Ok(decoded) => decoded,
        Err((span, message)) => {
            return up.refuse(span, message, "save the file as UTF-8");
        }
    };
    if let Some(mark) = decoded.iter().find(|part| part.span.start == 0).map(|part| part.span.end)
        && content[mark..].starts_with("\u{feff}".as_bytes())
    {
        let help = "remove the second mark: Flyway removes only the first";
        return up.refuse(
            mark..mark + 3,
            "Flyway sends the second byte-order mark to the server, which rejects it",
            help,
        );
    }
    let (values, unknown) = settings.placeholders.as_ref().map(|all| all.find(content)).unwrap_or_default();
    for unknown in unknown {
        let is_own = settings.placeholders.as_ref().is_some_and(|all| all.is_own(&unknown.name));
        refuse_placeholder(up, file, &unknown, is_own);
    }
    let is_outside = |part: &Replaced| values.iter().all(|value| !touch(&value.span, &part.span));
    let mut replaced: Vec<Replaced> = decoded.into_iter().filter(is_outside).collect();
    replaced.extend(values);
    replaced.sort_by_key(|part| part.span.start);
    up.replaced = replaced;
    if !up.refusals.is_empty() {
        return;
    }
    let spliced = up.spliced(content);
    // Nothing is added to a text that is UTF-8, and from one that is not only what is replaced.
    let text = spliced.as_ref().map_or(content, |spliced| &spliced.text);
    let text = String::from_utf8_lossy(text);
    statements(up, &text, settings, &|span| spliced.as_ref().map_or_else(|| span.clone(), |all| all.old_span(span)));
}

fn touch(one: &Span, other: &Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// The statements of the text, the transaction they run in, and what Flyway does not accept in them.
fn statements(up: &mut Section, text: &str, settings: &Settings, place: &dyn Fn(&Span) -> Span) {
    let (pieces, fault) = flyway_cut::cut(text);
    if let Some(fault) = fault {
        refuse_fault(up, &fault, place);
    }
    let has_other = pieces.iter().any(|piece| !piece.is_outside);
    let first_outside = pieces.iter().position(|piece| piece.is_outside);
    if let (Some(outside), true, false, None) = (first_outside, has_other, settings.mixed, settings.in_transaction) {
        let other = pieces.iter().position(|piece| !piece.is_outside).unwrap_or_default();
        let offending = place(&statement(text, &pieces[outside.max(other)]));
        up.refuse(
            offending,
            "Flyway refuses a script with statements that run in a transaction and others that cannot",
            "move the statement into a migration of its own, or switch the transaction off for all of the script: \
             `executeInTransaction=false` in a file with the name of the script and `.conf` after it",
        );
    }
    let in_transaction = settings.in_transaction.unwrap_or(first_outside.is_none());
    up.transaction = if in_transaction { Transaction::Whole } else { Transaction::Each };
    for piece in pieces.iter().filter(|piece| piece.is_concurrent_build && !settings.has_session_lock) {
        up.conditions.push(Condition {
            span: place(&statement(text, piece)),
            message: "Flyway waits for its own lock at this statement".to_owned(),
            why:
                "Since release 9.1.2 Flyway holds its lock in an open transaction of a second connection, and building \
                  an index concurrently waits for every open transaction, so the migration never ends."
                    .to_owned(),
            help: format!(
                "set `flyway.postgresql.transactional.lock=false` for every deployment: in flyway.toml \
                 `[flyway.postgresql.transactional]` and `lock = false`; where deployments take it from their \
                 environment, add `{LOCK_VARIABLE} = \"false\"` to `variables` under `[replay]` in tidegate.toml"
            ),
        });
    }
    for parameter in parameters::find(text.as_bytes()) {
        let (message, help) = parameters::refusal(text[parameter.clone()].as_bytes());
        up.refuse(place(&parameter), message, help);
    }
    let written = sql::statements(text.as_bytes());
    if let Some(cut) = cut_statement(&written, &pieces, text) {
        up.refuse(
            place(&cut),
            "Flyway ends the statement at this semicolon",
            "write escape strings with a capital `E` (`E'it\\'s'`), and no `CASE` inside another one in a body of \
             `BEGIN ATOMIC`: Flyway cuts these otherwise than PostgreSQL",
        );
    }
    if sql::open_comment(text.as_bytes()).is_some() || !is_same(&written, &pieces) {
        up.pieces = Some(pieces.into_iter().map(|piece| piece.span).collect());
    }
}

/// The first line of a statement.
fn statement(text: &str, piece: &Piece) -> Span {
    piece.statement..lines::line_end(text.as_bytes(), piece.statement).min(piece.span.end).max(piece.statement)
}

/// Whether each piece is exactly one statement as the server reads them.
fn is_same(written: &[Span], pieces: &[Piece]) -> bool {
    let is_one = |(statement, piece): (&Span, &Piece)| {
        piece.span.start <= statement.start && statement.start == piece.statement && statement.end <= piece.span.end + 1
    };
    written.len() == pieces.len() && written.iter().zip(pieces).all(is_one)
}

/// The semicolon of the first piece that ends inside a statement.
fn cut_statement(written: &[Span], pieces: &[Piece], text: &str) -> Option<Span> {
    let mut statements = written.iter().peekable();
    pieces.iter().find_map(|piece| {
        let end = piece.span.end;
        while statements.next_if(|statement| statement.end <= end + 1).is_some() {}
        let is_inside = statements.peek().is_some_and(|statement| statement.start < end && end + 1 < statement.end);
        let semicolon = text[end..].find(';').map(|offset| end + offset)?;
        is_inside.then_some(semicolon..semicolon + 1)
    })
}

fn refuse_fault(up: &mut Section, fault: &Fault, place: &dyn Fn(&Span) -> Span) {
    match fault {
        Fault::Incomplete(span) => up.refuse(
            place(span),
            "Flyway refuses the statement because its `BEGIN ATOMIC` has no end",
            "end the body with `END`, and write no `CASE` in it inside another one, which Flyway does not count",
        ),
        Fault::EndlessData(span) => up.refuse(
            place(span),
            "Flyway waits without end for the end of the data of this COPY",
            "end the data with a line that contains only `\\.`",
        ),
        Fault::PsqlCommand(span) => up.refuse(
            place(span),
            "Flyway sends commands of psql to the server, which rejects them",
            "remove the command, or write what it does in SQL",
        ),
    }
}

fn refuse_placeholder(up: &mut Section, file: &ScriptFile, unknown: &Unknown, is_own: bool) {
    let Unknown { span, text, name, is_closed } = unknown;
    let script = String::from_utf8_lossy(file.name).into_owned();
    let off = format!("`placeholderReplacement=false` in {script}.conf leaves the text as it is");
    if !is_closed {
        let end = lines::line_end(file.content, span.start);
        let help = format!("end the placeholder with its closing mark; {off}");
        return up.refuse(span.start..end.min(span.end), "Flyway refuses a placeholder without an end", help);
    }
    if is_own {
        let help = format!(
            "write one of `flyway:defaultSchema`, `flyway:user`, `flyway:database`, `flyway:timestamp`, \
             `flyway:filename`, `flyway:workingDirectory`, `flyway:table` and `flyway:environment`; {off}"
        );
        return up.refuse(span.clone(), format!("Flyway has no placeholder `{text}` of its own"), help);
    }
    let message = format!("Flyway refuses the placeholder `{text}`, which has no value");
    let help = format!(
        "give it a value in flyway.toml, `[flyway.placeholders]`, or, if each deployment has its own, in tidegate.toml: \
         `[replay]` and `variables = {{ \"{name}\" = \"value\" }}`; {off}"
    );
    up.refuse(span.clone(), message, help);
}

/// The letters that are read as others: every byte above ASCII in another encoding, and byte-order marks, which
/// Flyway removes.
fn decoded(content: &[u8], encoding: &str) -> Result<Vec<Replaced>, (Span, String)> {
    let name = encoding.to_ascii_uppercase().replace('_', "-");
    if matches!(name.as_str(), "ISO-8859-1" | "LATIN1" | "ISO8859-1") {
        let above = content.iter().enumerate().filter(|(_, byte)| !byte.is_ascii());
        let letter = |(at, byte): (usize, &u8)| Replaced { span: at..at + 1, by: char::from(*byte).to_string().into() };
        return Ok(above.map(letter).collect());
    }
    if !matches!(name.as_str(), "UTF-8" | "UTF8" | "US-ASCII" | "ASCII") {
        let end = lines::line_end(content, 0);
        return Err((0..end, format!("tidegate cannot read the encoding {encoding}, which Flyway uses for this file")));
    }
    if let Err(error) = std::str::from_utf8(content) {
        let at = error.valid_up_to();
        return Err((at..at + 1, "Flyway refuses a file that is not UTF-8".to_owned()));
    }
    let mut marks: Vec<Replaced> = Vec::new();
    for at in memchr::memmem::find_iter(content, "\u{feff}") {
        // The letter after a mark is taken as it is.
        if marks.last().is_none_or(|mark| mark.span.end != at) {
            marks.push(Replaced { span: at..at + 3, by: Vec::new() });
        }
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::super::tool_settings::{ToolSettings, Values};
    use super::*;

    fn section(content: &str, conf: Option<&str>, own: &[(&str, &str)]) -> Section {
        let own: Values = own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let settings = ToolSettings { own, ..ToolSettings::default() };
        let sidecar = conf.map(str::as_bytes);
        parse(ScriptFile { name: b"V1__a.sql", content: content.as_bytes(), sidecar, settings: &settings }).up
    }

    fn check(content: &str, conf: Option<&str>, transaction: Transaction) {
        let up = section(content, conf, &[]);
        assert_eq!((up.refusals, up.transaction), (Vec::new(), transaction), "{content}");
    }

    fn refuses(content: &str, conf: Option<&str>, at: &str, message: &str) {
        let up = section(content, conf, &[]);
        let refusal = up.refusals.first().unwrap_or_else(|| panic!("{content} is accepted"));
        assert!(refusal.message.contains(message), "{content}: {}", refusal.message);
        assert_eq!(&content[refusal.span.clone()], at, "{content}");
    }

    #[test]
    fn the_statements_and_the_file_beside_them_decide_about_the_transaction() {
        check("create table a ();", None, Transaction::Whole);
        check("reindex table concurrently a;", None, Transaction::Whole);
        check("create index concurrently i on t (a);\ndrop index concurrently j;", None, Transaction::Each);
        check("vacuum;\nselect 1;", Some("executeInTransaction=false"), Transaction::Each);
        check("vacuum;", Some("executeInTransaction=true"), Transaction::Whole);
        check("", None, Transaction::Whole);
        refuses("vacuum;\nselect 1;", None, "select 1", "others that cannot");
        refuses("select 1;\n-- x\nvacuum;", Some(""), "vacuum", "others that cannot");
        assert_eq!(section("vacuum; select 1;", None, &[("mixed", "true")]).transaction, Transaction::Each);
    }

    #[test]
    fn placeholders_without_a_value_are_refused() {
        refuses("-- ${x}\nselect 1;", None, "${x}", "`${x}`, which has no value");
        refuses("select '${x\n;", None, "${x", "without an end");
        refuses("select '${flyway:x}';", None, "${flyway:x}", "of its own");
        check("select '${x}';", Some("placeholderReplacement=false"), Transaction::Whole);
        refuses("select 1;", Some("x=y"), "select 1;", "unknown key `x`");
    }

    #[test]
    fn pieces_are_those_of_the_replaced_text() {
        let content = "create table a (); ${b} e'\\''; create table c ();";
        let up = section(content, None, &[("placeholders.b", "select 1;")]);
        let text = up.spliced(content.as_bytes()).expect("a placeholder").text;
        let pieces: Vec<&str> =
            up.pieces.iter().flatten().map(|piece| std::str::from_utf8(&text[piece.clone()]).expect("UTF-8")).collect();
        assert_eq!(pieces, ["create table a ()", "select 1", "e'\\''; create table c ();"]);
        assert_eq!(section("create table a (); select 1;", None, &[]).pieces, None);
        let open = section("create table a ();\n/* open", None, &[]).pieces.expect("pieces");
        assert_eq!(open, std::iter::once(0..17).collect::<Vec<_>>());
    }

    #[test]
    fn statements_that_flyway_cuts_are_refused() {
        refuses("select e'\\';'; select 'b';", None, ";", "ends the statement at this semicolon");
        let open = "create function f() returns int begin atomic select 1;\n";
        refuses(open, None, open.trim_end(), "has no end");
        refuses("\u{feff}\u{feff}select 1;", None, "\u{feff}", "byte-order mark");
        refuses("\\restrict x\nselect 1;", None, "\\restrict", "commands of psql");
    }

    #[test]
    fn other_encodings_are_read() {
        let latin = b"create table \xe9 ();".as_slice();
        let settings = ToolSettings::default();
        let of = |sidecar| parse(ScriptFile { name: b"V1__a.sql", content: latin, sidecar, settings: &settings }).up;
        assert!(of(None).refusals[0].message.contains("not UTF-8"));
        let up = of(Some(&b"encoding=ISO-8859-1"[..]));
        assert_eq!(up.spliced(latin).expect("a letter").text, "create table é ();".as_bytes());
        let marks = "\u{feff}a;\n\u{feff}b;\u{feff}\u{feff}";
        let up = section(marks, None, &[]);
        assert_eq!(up.spliced(marks.as_bytes()).expect("marks").text, "a;\nb;\u{feff}".as_bytes());
    }

    #[test]
    fn an_index_that_is_built_concurrently_needs_a_setting() {
        let content = "create index concurrently i on t (a);";
        assert_eq!(section(content, None, &[]).conditions.len(), 1);
        let own = [("postgresql.transactional.lock", "false")];
        assert_eq!(section(content, None, &own).conditions, []);
    }
}
