//! Atlas: `migrations/<version>_<name>.sql` with `atlas.sum`.
//!
//! `atlas.sum` has a line for each file, with a hash over the names and texts of all files up to it, and a first line
//! with a hash over the other lines. Any difference stops the tool before it runs a file (Atlas, `sql/migrate/dir.go`).

use super::common::COMMON;
use super::driver::{Driver, refuse_psql_text};
use super::facts::{Duplicates, FolderSum, Layout, Name, Role, Template};
use super::script::{Refusal, ScriptFile, ToolScript};
use super::tracking::{FoundBy, Tracking};
use super::transaction::Transaction;
use crate::object::literal;
use crate::sql::{self, Kind};
use crate::text::Span;
use sha2::{Digest as _, Sha256};

/// The Atlas layout.
pub static ATLAS: Layout = Layout {
    id: "atlas",
    tool: "atlas migrate",
    pattern: r"(?-u)^[A-Za-z0-9.-]+(_[A-Za-z0-9_.-]+)?\.sql$",
    folder_sum: Some(FolderSum { file: "atlas.sum", compare }),
    has_checksum: true,
    // The second one is taken for the rest of the first (`sql/migrate/migrate.go`), and Atlas ends.
    duplicates: Duplicates::SecondFails,
    read,
    parse,
    is_checkpoint,
    no_transaction_hint: Some("alone in a migration that begins with `-- atlas:txmode none` and an empty line"),
    rollback_hint: "write a comment `-- Rollback: <how>`",
    template: Template::ByTool { command: "atlas migrate new" },
    comment_marks: &["atlas:"],
    tracking: Some(&TRACKING),
    ..COMMON
};

/// The table of revisions (Atlas, `cmd/atlas/internal/migrate/ent/schema/revision.go`). The row is part of the
/// transaction of the script.
static TRACKING: Tracking = Tracking {
    table: "atlas_schema_revisions",
    found: FoundBy::Schema("atlas_schema_revisions"),
    create: "CREATE SCHEMA IF NOT EXISTS \"atlas_schema_revisions\"; CREATE TABLE IF NOT EXISTS \
        \"atlas_schema_revisions\".\"atlas_schema_revisions\" (version varchar NOT NULL PRIMARY KEY, \
        description varchar NOT NULL, type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, \
        total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text, \
        error_stmt text, hash varchar NOT NULL, partial_hashes jsonb, operator_version varchar NOT NULL)",
    before: None,
    within: Some(|entry| {
        format!(
            "INSERT INTO \"atlas_schema_revisions\".\"atlas_schema_revisions\" (version, description, executed_at, \
             execution_time, hash, operator_version) VALUES ({}, {}, now(), 0, '', '')",
            entry.text(),
            literal(&entry.title)
        )
    }),
    after: None,
    remove: |entry| {
        format!("DELETE FROM \"atlas_schema_revisions\".\"atlas_schema_revisions\" WHERE version = {}", entry.text())
    },
    is_held: false,
    in_schema_file: None,
};

/// Every file is a migration; its version is what precedes the first underscore, whatever that is
/// (`LocalFile.Version` in `sql/migrate/dir.go`).
fn read(name: &[u8]) -> Option<Name> {
    let stem = name.strip_suffix(b".sql")?.len();
    let version = memchr::memchr(b'_', &name[..stem]).unwrap_or(stem);
    Some(Name { version: 0..version, stem: 0..stem, role: Role::Up })
}

/// The directive in the first lines of a file.
fn directive<'a>(content: &'a str, name: &str) -> Option<&'a str> {
    let head: Vec<&str> = content.lines().take_while(|line| line.starts_with("--")).collect();
    // Comments that are followed by a statement at once are those of the statement.
    if content.lines().nth(head.len()).is_some_and(|line| !line.trim().is_empty()) {
        return None;
    }
    head.into_iter()
        .filter_map(|line| line.strip_prefix("-- atlas:"))
        .find_map(|text| text.strip_prefix(name)?.strip_prefix(' '))
        .map(str::trim)
}

/// The comments at the top of a file, which are about the file if an empty line follows or nothing does
/// (`LocalFile.comments` in `sql/migrate/dir.go`).
fn file_comments(content: &[u8]) -> Vec<&[u8]> {
    let (mut comments, mut rest) = (Vec::new(), content);
    while rest.starts_with(b"#") || rest.starts_with(b"--") {
        let Some(end) = memchr::memchr(b'\n', rest) else {
            comments.push(rest);
            return comments;
        };
        comments.push(rest[..end].trim_ascii());
        rest = &rest[end + 1..];
    }
    let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if rest.is_empty() || rest[blank..].starts_with(b"\n") { comments } else { Vec::new() }
}

/// Whether a file has the directive `atlas:checkpoint`, after which may be a tag.
fn is_checkpoint(content: &[u8]) -> bool {
    const MARK: &[u8] = b"atlas:checkpoint";
    file_comments(content).iter().any(|comment| {
        memchr::memmem::rfind(comment, b"atlas:").is_some_and(|at| {
            let after = comment[at..].strip_prefix(MARK).map(<[u8]>::first);
            let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            after.is_some_and(|next| next.is_none_or(|next| !is_word(next)))
        })
    })
}

fn parse(file: ScriptFile) -> ToolScript {
    let head = String::from_utf8_lossy(&file.content[..file.content.len().min(4096)]);
    let has_none = directive(&head, "txmode") == Some("none");
    let mut script = ToolScript::whole(file.content, if has_none { Transaction::Each } else { Transaction::Whole });
    script.up.refuses_ended = !has_none;
    let first = head.lines().next().unwrap_or_default();
    if let Some(delimiter) = directive(first, "delimiter").filter(|delimiter| !delimiter.is_empty()) {
        let delimiter = delimiter.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
        script.up.pieces = Some(pieces(file.content, first.len(), delimiter.as_bytes()));
    }
    refuse_psql_text(&mut script.up, file.content, &DRIVER);
    script
}

/// Its driver is lib/pq.
const DRIVER: Driver = Driver { tool: "atlas migrate", refuses_rows: true, refuses_bytes: false };

/// The statements between delimiters from a position on: outside of quotes, comments and brackets, but a delimiter may
/// begin like a comment (`sql/migrate/lex.go`).
fn pieces(content: &[u8], from: usize, delimiter: &[u8]) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut start = from;
    while let Some(at) = find(content, start, delimiter) {
        pieces.push(start..at);
        start = at + delimiter.len();
    }
    pieces.push(start..content.len());
    pieces.retain(|piece| !sql::is_empty(&content[piece.clone()]));
    pieces
}

/// The next delimiter.
fn find(content: &[u8], start: usize, delimiter: &[u8]) -> Option<usize> {
    let mut depth = 0_u32;
    for token in sql::tokens(&content[start..]) {
        let span = start + token.span.start..start + token.span.end;
        let places = match token.kind {
            Kind::String | Kind::DollarString | Kind::QuotedName => continue,
            Kind::Comment => span.start..span.start + 1,
            Kind::Open => {
                depth += 1;
                continue;
            }
            Kind::Close => {
                depth = depth.saturating_sub(1);
                continue;
            }
            Kind::Whitespace | Kind::Word | Kind::Semicolon | Kind::Other => span,
        };
        if let Some(at) = places.filter(|_| depth == 0).find(|at| content[*at..].starts_with(delimiter)) {
            return Some(at);
        }
    }
    None
}

/// Compares the folder with its sum; returns the number of the first file that differs.
fn compare(files: &[(&[u8], &[u8])], sum: Option<&[u8]>) -> Option<(usize, Refusal)> {
    const HELP: &str = "run `atlas migrate hash`, after the order and the contents of the files are right";
    let refusal = |at: usize, message: &str| {
        Some((at, Refusal { span: 0..0, message: message.to_owned(), help: HELP.to_owned(), until: None }))
    };
    if files.is_empty() {
        return None;
    }
    let Some(sum) = sum else { return refusal(0, "atlas refuses a folder without `atlas.sum`") };
    let sum = String::from_utf8_lossy(sum);
    let mut found = sum.lines();
    let head = found.next().unwrap_or_default().trim();
    let entries: Option<Vec<(&str, &str)>> =
        found.map(|line| line.split_once("h1:").map(|(name, hash)| (name.trim(), hash.trim()))).collect();
    let Some(entries) = entries else { return refusal(0, "atlas cannot read `atlas.sum`") };
    let expected = hashes(files);
    for (at, (name, hash)) in expected.iter().enumerate() {
        let is_equal = entries.get(at).is_some_and(|(other, found)| other == name && found == hash);
        if !is_equal {
            let number = files.iter().position(|(file, _)| *file == name.as_bytes()).unwrap_or_default();
            let message = format!("atlas refuses the folder, because `atlas.sum` has another hash for `{name}`");
            return refusal(number, &message);
        }
    }
    let last = files.len() - 1;
    if entries.len() > expected.len() {
        return refusal(last, "atlas refuses the folder, because `atlas.sum` lists a file that does not exist");
    }
    let mut whole = Sha256::new();
    for (name, hash) in &entries {
        whole.update([name.as_bytes(), hash.as_bytes()].concat());
    }
    if head.strip_prefix("h1:") != Some(&base64(&whole.finalize())) {
        return refusal(
            last,
            "atlas refuses the folder, because the first line of `atlas.sum` does not match the others",
        );
    }
    None
}

/// The hash of each file with all before it. One that is not to be summed counts with its name.
fn hashes(files: &[(&[u8], &[u8])]) -> Vec<(String, String)> {
    let mut all = Sha256::new();
    let mut hashes = Vec::new();
    for (name, content) in files {
        all.update(name);
        let head = String::from_utf8_lossy(&content[..content.len().min(4096)]).into_owned();
        if directive(&head, "sum") == Some("ignore") {
            continue;
        }
        all.update(content);
        hashes.push((String::from_utf8_lossy(name).into_owned(), base64(&all.clone().finalize())));
    }
    hashes
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let at = |number: usize| u32::from(chunk.get(number).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for number in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * number) & 63) as usize];
            text.push(if number > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&[u8], &[u8]); 2] = [(b"1_a.sql", b"select 1;\n"), (b"2_b.sql", b"select 2;\n")];

    /// The sum as Atlas writes it.
    fn sum(files: &[(&[u8], &[u8])]) -> String {
        let hashes = hashes(files);
        let mut whole = Sha256::new();
        for (name, hash) in &hashes {
            whole.update(format!("{name}{hash}"));
        }
        let lines: Vec<String> = hashes.iter().map(|(name, hash)| format!("{name} h1:{hash}\n")).collect();
        format!("h1:{}\n{}", base64(&whole.finalize()), lines.concat())
    }

    fn check(files: &[(&[u8], &[u8])], sum: Option<&str>, expected: Option<(usize, &str)>) {
        let found = compare(files, sum.map(str::as_bytes)).map(|(at, refusal)| (at, refusal.message));
        assert_eq!(found.as_ref().map(|(at, _)| *at), expected.map(|(at, _)| at), "{found:?}");
        assert!(found.iter().zip(expected).all(|((_, message), (_, part))| message.contains(part)), "{found:?}");
    }

    #[test]
    fn the_sum_holds_every_file_in_its_place() {
        let good = sum(&FILES);
        check(&FILES, Some(&good), None);
        check(&FILES, None, Some((0, "without `atlas.sum`")));
        check(&FILES, Some("h1:x\n<<<<<<< ours\n"), Some((0, "cannot read")));
        check(&FILES[..1], Some(&good), Some((0, "does not exist")));
        check(&[FILES[0], (b"2_b.sql", b"select 3;\n")], Some(&good), Some((1, "another hash")));
        check(&[FILES[0], FILES[1], (b"3_c.sql", b"")], Some(&good), Some((2, "another hash")));
        check(&FILES, Some(&good.replacen("h1:", "h1:A", 1)), Some((1, "first line")));
    }

    #[test]
    fn the_version_is_what_precedes_the_first_underscore() {
        let check = |name: &str, expected: Option<&str>| {
            let found = read(name.as_bytes()).map(|read| &name[read.version]);
            assert_eq!(found, expected, "{name}");
        };
        check("20240131093045_add_orders.sql", Some("20240131093045"));
        check("20240131093045.sql", Some("20240131093045"));
        check("baseline.sql", Some("baseline"));
        check("v1.2_a.sql", Some("v1.2"));
        check("_a.sql", Some(""));
        check("a.SQL", None);
    }

    #[test]
    fn a_checkpoint_has_the_directive_above_an_empty_line() {
        let check = |content: &str, expected: bool| {
            assert_eq!(is_checkpoint(content.as_bytes()), expected, "{content}");
        };
        check("-- atlas:checkpoint\n\ncreate table a ();\n", true);
        check("-- atlas:checkpoint v1.0\n-- atlas:txmode none\n \t\ncreate table a ();\n", true);
        check("# made by hand\n-- atlas:checkpoint", true);
        check("-- atlas:checkpoint\ncreate table a ();\n", false);
        check("-- atlas:checkpoints\n\ncreate table a ();\n", false);
        check("create table a ();\n-- atlas:checkpoint\n\n", false);
        check("\n-- atlas:checkpoint\n\n", false);
    }

    #[test]
    fn a_file_may_have_another_delimiter() {
        let check = |content: &str, expected: &[&str]| {
            let pieces = parse(ScriptFile::alone(content.as_bytes())).up.pieces;
            let found: Vec<&str> = pieces.iter().flatten().map(|piece| content[piece.clone()].trim()).collect();
            assert_eq!(found, expected, "{content}");
        };
        check("select 1; select 2;\n", &[]);
        check("-- atlas:delimiter //\n\na;\nb; //\nc '//' //\n", &["a;\nb;", "c '//'"]);
        check("-- atlas:delimiter \\n\\n\\n\na;\n\nb;\n\n\nc;", &["a;\n\nb;", "c;"]);
        check("-- atlas:delimiter -- end\na;\n-- end\nb;\n-- end\n", &["a;", "b;"]);
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
    }
}
