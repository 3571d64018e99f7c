//! A table that no migration of a project creates, and that another file of the repository does: the code of the
//! application, or a migration of another project.

use super::error::Error;
use crate::git::{Mode, Repository};
use crate::jobs::sides::{self, Selection};
use crate::migration::{ARCHIVE, IgnoredFolder};
use crate::postgres::sqlstate;
use crate::replay::Failure;
use crate::text::RelPath;
use regex::bytes::{Regex, RegexBuilder};

/// Endings of files that may create tables.
const ENDINGS: [&str; 16] =
    ["sql", "go", "py", "rb", "php", "js", "ts", "mjs", "cjs", "java", "kt", "rs", "cs", "ex", "exs", "sh"];

/// Files that are read at most, and bytes of each.
const MOST_FILES: usize = 5_000;
const MOST_BYTES: u64 = 1 << 20;

/// Whether a file is one of the project itself.
type IsOwn<'a> = &'a dyn Fn(&RelPath) -> bool;

/// Names the file that creates the missing table as the cause of the failure. `is_own` is about the files of the
/// project itself, and `ignored` are the folders that were left out.
pub(super) fn explain(
    repository: &dyn Repository,
    selection: &Selection,
    (is_own, ignored): (IsOwn<'_>, &[IgnoredFolder]),
    failure: &mut Failure,
) -> Result<(), Error> {
    let is_unexplained = failure.cause.starts_with("No migration creates");
    let Some(table) = missing_table(failure).filter(|_| is_unexplained).map(str::to_owned) else { return Ok(()) };
    let Some(pattern) = creation(&table) else { return Ok(()) };
    let side = sides::target(repository, selection)?;
    let entries = repository.entries(&side, &|path| has_ending(path))?;
    let files = entries.iter().filter(|entry| entry.mode == Mode::File && !is_own(&entry.path));
    for entry in files.take(MOST_FILES) {
        if repository.size(entry).is_some_and(|size| size > MOST_BYTES) {
            continue;
        }
        if pattern.is_match(&repository.read(entry)?) {
            name_cause(&entry.path, &table, failure);
            return Ok(());
        }
    }
    if let Some(unreadable) = ignored.iter().find(|ignored| ignored.is_unreadable()) {
        failure.cause = format!(
            "No migration that tidegate can read creates table `{table}`: {} ({}).",
            unreadable.folder, unreadable.reason
        );
        "write the statement that creates it as SQL, in a file that `after-platform` under `[replay]` in tidegate.toml lists"
            .clone_into(&mut failure.help);
    }
    Ok(())
}

fn name_cause(path: &RelPath, table: &str, failure: &mut Failure) {
    if path.parts().any(|part| part == ARCHIVE.as_bytes()) {
        failure.cause = format!(
            "{path} creates table `{table}`. It was replaced by another migration, which is missing on this side."
        );
        "stage the new migration with the files that were moved to the archive: `git add --all`"
            .clone_into(&mut failure.help);
        return;
    }
    failure.cause = format!(
        "No migration of this project creates table `{table}`; {path} creates it, and a replay does not run that."
    );
    failure.help = if path.as_bytes().ends_with(b".sql") {
        format!(
            "run that file before the first migration: `after-platform = [\"{path}\"]` under `[replay]` in tidegate.toml, and its folder in `ignore` if it is a migration of another project"
        )
    } else {
        "move the statement into a migration, or into an SQL file that `after-platform` under `[replay]` in tidegate.toml lists".to_owned()
    };
}

/// `relation "public.t" does not exist`.
fn missing_table(failure: &Failure) -> Option<&str> {
    let message = failure.error.message.as_str();
    let name = message.strip_prefix("relation \"")?.strip_suffix("\" does not exist")?;
    (failure.error.sqlstate == sqlstate::UNDEFINED_TABLE).then_some(name)
}

/// Matches a statement, or a call of a library, that creates the table.
fn creation(table: &str) -> Option<Regex> {
    let (schema, name) = table.split_once('.').map_or((None, table), |(schema, name)| (Some(schema), name));
    let schema = schema.map_or_else(|| r"[\w]+".to_owned(), regex::escape);
    let name = regex::escape(name);
    let sql = format!(
        r#"create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(?:["\\]*{schema}["\\]*\.)?["\\]*{name}\b"#
    );
    let call = format!(r#"(?:create_table|createTable|Schema::create)[\s(]+[:"'`]{name}\b"#);
    RegexBuilder::new(&format!("{sql}|{call}")).case_insensitive(true).unicode(false).build().ok()
}

fn has_ending(path: &[u8]) -> bool {
    let ending = path.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    ENDINGS.iter().any(|known| ending == known.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_and_calls_that_create_a_table_are_found() {
        let check = |table: &str, text: &str, expected: bool| {
            let pattern = creation(table).expect("a pattern");
            assert_eq!(pattern.is_match(text.as_bytes()), expected, "{text}");
        };
        for text in [
            "db.Exec(`CREATE TABLE IF NOT EXISTS users (id int)`)",
            "\"create table \\\"users\\\" (\"",
            "create table public.users (",
            "create_table :users do |t|",
            "Schema::create('users', function",
            "knex.schema.createTable('users', t => {})",
        ] {
            check("users", text, true);
        }
        check("users", "create table users_old (id int)", false);
        check("app.users", "create table app.users ()", true);
        check("app.users", "create table other.users ()", false);
        check("users", "select * from users", false);
    }
}
