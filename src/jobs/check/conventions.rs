//! The conventions of a project, for rules that report a slip and not a choice.

use super::error::Error;
use super::gather::GatheredProject;
use crate::git::Repository;
use crate::migration::Role;
use crate::rules::Conventions;
use crate::sql;

/// Number of migrations, the newest first, that show the conventions of a project.
const LAST: usize = 30;

/// Reads the conventions from the newest migrations.
pub(super) fn read(repository: &dyn Repository, project: &GatheredProject) -> Result<Conventions, Error> {
    let mut conventions = Conventions::default();
    let newest = project.inputs.target.iter().rev().take(LAST).flat_map(|migration| &migration.scripts);
    for script in newest.filter(|script| script.role != Role::Down) {
        let Some(content) = project.read(repository, &script.file.path)? else {
            continue;
        };
        conventions.row_security |= enables_row_security(&content);
        conventions.concurrent_indexes |= builds_concurrently(&content);
        if conventions.row_security && conventions.concurrent_indexes {
            break;
        }
    }
    Ok(conventions)
}

/// `ENABLE ROW LEVEL SECURITY`, in the two usual spellings.
fn enables_row_security(content: &[u8]) -> bool {
    [&b"ENABLE ROW LEVEL SECURITY"[..], b"enable row level security"]
        .iter()
        .any(|words| memchr::memmem::find(content, words).is_some())
}

fn contains_ignoring_case(content: &[u8], word: &[u8]) -> bool {
    let (last, before) = (word[word.len() - 1], word.len() - 1);
    let mut ends = memchr::memchr2_iter(last, last.to_ascii_uppercase(), content).filter(|end| *end >= before);
    ends.any(|end| content[end - before..=end].eq_ignore_ascii_case(word))
}

/// `CREATE INDEX CONCURRENTLY`, word by word: the white space between them does not matter.
fn builds_concurrently(content: &[u8]) -> bool {
    // Words are read only of the few files that have this one.
    contains_ignoring_case(content, b"concurrently")
        && sql::tokens(content)
            .filter(|token| token.kind == sql::Kind::Word)
            .map(|token| &content[token.span])
            .scan(false, |was_index, word| {
                let found = *was_index && word.eq_ignore_ascii_case(b"concurrently");
                *was_index = word.eq_ignore_ascii_case(b"index");
                Some(found)
            })
            .any(|found| found)
}
