//! The conventions of a project, for rules that report a slip and not a choice.

use super::error::Error;
use super::gather::GatheredProject;
use crate::git::Repository;
use crate::migration::Role;
use crate::rules::Conventions;
use crate::sql;

/// Number of migrations, the newest first, that show the conventions of a project.
const LAST: usize = 30;

/// The number of words from `ADD` to the kind of a constraint with a name.
const NAMED: usize = 3;

/// Reads the conventions from the newest migrations.
pub(super) fn read(repository: &dyn Repository, project: &GatheredProject) -> Result<Conventions, Error> {
    let mut conventions = Conventions::default();
    let newest = project.inputs.target.iter().rev().take(LAST).flat_map(|migration| &migration.scripts);
    for script in newest.filter(|script| script.role != Role::Down) {
        let Some(content) = project.read(repository, &script.file.path)? else {
            continue;
        };
        let note = |convention: &mut bool, shows: &dyn Fn(&[u8]) -> bool| *convention = *convention || shows(&content);
        note(&mut conventions.row_security, &enables_row_security);
        note(&mut conventions.concurrent_indexes, &|content| has_words(content, &["index", "concurrently"]));
        note(&mut conventions.not_valid, &|content| has_words(content, &["not", "valid"]));
        if has_words(&content, &["index", "concurrently", "if", "not", "exists"]) {
            // Those that follow are older.
            conventions.first_concurrently_if_not_exists = Some(script.file.path.clone());
        }
        if project.scripts.iter().any(|touched| touched.path == script.file.path) {
            continue;
        }
        let has_key = |content: &[u8]| has_words(content, &["foreign", "key"]);
        note(&mut conventions.plain_indexes, &builds_plainly);
        note(&mut conventions.plain_unique, &|content| adds(content, b"unique"));
        note(&mut conventions.plain_checks, &|content| adds(content, b"check"));
        note(&mut conventions.plain_not_null, &|content| has_words(content, &["set", "not", "null"]));
        note(&mut conventions.plain_keys, &|content| has_key(content) && !has_words(content, &["not", "valid"]));
    }
    Ok(conventions)
}

/// `ENABLE ROW LEVEL SECURITY`, in the two usual spellings.
fn enables_row_security(content: &[u8]) -> bool {
    [&b"ENABLE ROW LEVEL SECURITY"[..], b"enable row level security"]
        .iter()
        .any(|words| memchr::memmem::find(content, words).is_some())
}

/// Whether these words follow each other: the white space between them does not matter.
fn has_words(content: &[u8], wanted: &[&str]) -> bool {
    // Words are read only of the few files that have all of these.
    if !wanted.iter().all(|word| contains_ignoring_case(content, word.as_bytes())) {
        return false;
    }
    let mut matched = 0;
    for word in words(content) {
        let is_next = word.eq_ignore_ascii_case(wanted[matched].as_bytes());
        matched = if is_next { matched + 1 } else { usize::from(word.eq_ignore_ascii_case(wanted[0].as_bytes())) };
        if matched == wanted.len() {
            return true;
        }
    }
    false
}

fn contains_ignoring_case(content: &[u8], word: &[u8]) -> bool {
    let (last, before) = (word[word.len() - 1], word.len() - 1);
    let mut ends = memchr::memchr2_iter(last, last.to_ascii_uppercase(), content).filter(|end| *end >= before);
    ends.any(|end| content[end - before..=end].eq_ignore_ascii_case(word))
}

/// `CREATE INDEX` or `CREATE UNIQUE INDEX` without `CONCURRENTLY`.
fn builds_plainly(content: &[u8]) -> bool {
    let mut before = [&b""[..]; 2];
    contains_ignoring_case(content, b"index")
        && words(content).any(|word| {
            let is_index = before[1].eq_ignore_ascii_case(b"index");
            let is_created = before[0].eq_ignore_ascii_case(b"create") || before[0].eq_ignore_ascii_case(b"unique");
            before = [before[1], word];
            is_index && is_created && !word.eq_ignore_ascii_case(b"concurrently")
        })
}

/// `ADD [CONSTRAINT name] UNIQUE` or `CHECK`; a quoted name is not a word.
fn adds(content: &[u8], kind: &[u8]) -> bool {
    let mut last = usize::MAX;
    contains_ignoring_case(content, kind)
        && words(content).any(|word| {
            last = if word.eq_ignore_ascii_case(b"add") { 0 } else { last.saturating_add(1) };
            last <= NAMED && word.eq_ignore_ascii_case(kind)
        })
}

fn words(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    sql::tokens(content).filter(|token| token.kind == sql::Kind::Word).map(|token| &content[token.span])
}
