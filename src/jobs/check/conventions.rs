//! What the last migrations of a project are used to do, for rules that speak of a slip and
//! not of a choice.

use super::Error;
use super::gather::Gathered;
use super::material::CheckInputs;
use crate::git::Repository;
use crate::migration::Role;
use crate::rules::Conventions;
use crate::sql;

/// How many migrations, the newest first, show what a project is used to do.
const LAST: usize = 30;

/// Reads it for every project that has statements to judge.
pub(super) fn read(repository: &dyn Repository, gathered: &mut Gathered) -> Result<(), Error> {
    for material in gathered.projects.iter_mut().filter(|material| !material.scripts.is_empty()) {
        material.conventions = Some(of(repository, material)?);
    }
    Ok(())
}

fn of(repository: &dyn Repository, material: &CheckInputs) -> Result<Conventions, Error> {
    let mut conventions = Conventions::default();
    let newest = material.target.iter().rev().take(LAST).flat_map(|migration| &migration.scripts);
    for script in newest.filter(|script| script.role != Role::Down) {
        let Some(content) = material.read(repository, &script.file.path)? else {
            continue;
        };
        conventions.row_security |= switches_row_security_on(&content);
        conventions.concurrent_indexes |= builds_concurrently(&content);
        if conventions.row_security && conventions.concurrent_indexes {
            break;
        }
    }
    Ok(conventions)
}

/// `ENABLE ROW LEVEL SECURITY`, as people write it.
fn switches_row_security_on(content: &[u8]) -> bool {
    [&b"ENABLE ROW LEVEL SECURITY"[..], b"enable row level security"]
        .iter()
        .any(|words| memchr::memmem::find(content, words).is_some())
}

/// `CREATE INDEX CONCURRENTLY`, in words: how many blanks stand between them does not matter.
fn builds_concurrently(content: &[u8]) -> bool {
    sql::tokens(content)
        .filter(|token| token.kind == sql::Kind::Word)
        .map(|token| &content[token.span])
        .scan(false, |was_index, word| {
            let found = *was_index && word.eq_ignore_ascii_case(b"concurrently");
            *was_index = word.eq_ignore_ascii_case(b"index");
            Some(found)
        })
        .any(|found| found)
}
