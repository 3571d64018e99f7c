//! Runs the migrations of a framework: a program of the settings, which connects to the temporary database itself.
//!
//! It gets the environment of the user without what may lead it to another database, and the address of this one. A
//! program that ends well and changes nothing has failed: it may have changed another database.

use super::failure::Failure;
use super::plan::FrameworkCommand;
use super::runner::Runner;
use super::scratch::Replay;
use crate::diagnostic::Place;
use crate::postgres::{Error, SqlError};
use crate::process::{Command, Output};
use crate::text::words;
use std::ffi::{OsStr, OsString};
use std::io;

/// Variables that may hold the address of another database, or a secret of one: parts of their names.
const OF_DATABASES: [&str; 6] = ["DATABASE", "POSTGRES", "PASSWORD", "TIDEGATE", "SECRET", "TOKEN"];
/// Beginnings of values that are addresses of databases.
const ADDRESSES: [&str; 8] =
    ["postgres:", "postgresql:", "postgres+", "postgresql+", "mysql:", "mysql2:", "jdbc:", "postgis:"];

/// The number of lines of the output that a failure has.
const LINES: usize = 20;

/// Everything in the database that a program can have created, and the number of tracking tables.
const CREATED: &str = include_str!("framework_created.sql");

/// Runs the program; `Some` is why it failed.
pub(super) fn run_command(
    replay: &mut Replay<'_>,
    runner: &mut Runner,
    command: &FrameworkCommand,
) -> Result<Option<Failure>, Error> {
    let shown = words::shell_line(&command.words);
    replay.target.progress.report(0, 1, &shown);
    let failure = |message: String, detail: Option<String>, cause: &str, help: &str| {
        let error = SqlError { message, detail, ..SqlError::default() };
        let (cause, help) = (cause.to_owned(), help.to_owned());
        Ok(Some(Failure { place: Place::None, statement: shown.clone(), error, cause, help }))
    };
    let Some(variables) = replay.target.engine.client_variables(runner.name()) else {
        return failure(
            format!("`{shown}` cannot connect to this server"),
            None,
            "Only a private server that PostgreSQL programs of this machine run is open to other programs.",
            "replay on it: `tidegate verify --engine local`",
        );
    };
    let before = runner.value(CREATED)?;
    let output = match output(command, variables) {
        Ok(output) => output,
        Err(error) => {
            return failure(
                format!("`{shown}` cannot be run: {error}"),
                None,
                "`command` under `[replay]` in tidegate.toml names it.",
                "install the program, or correct `command`",
            );
        }
    };
    if !output.status.success() {
        let ended =
            output.status.code().map_or_else(|| "was ended".to_owned(), |code| format!("exited with code {code}"));
        let detail = last_lines(&[&output.stdout[..], &output.stderr].concat());
        let last = detail.lines().last().map_or_else(String::new, |last| format!(": {last}"));
        return failure(format!("`{shown}` {ended}{last}"), Some(detail), "", "");
    }
    let Some(Nothing { what, cause, help }) = nothing(before.as_deref(), runner.value(CREATED)?.as_deref()) else {
        return Ok(None);
    };
    let detail = last_lines(&[&output.stdout[..], &output.stderr].concat());
    failure(format!("`{shown}` created {what}"), Some(detail), cause, help)
}

/// The reason why a program that ended well has failed.
struct Nothing {
    what: &'static str,
    cause: &'static str,
    help: &'static str,
}

/// Compares what was in the database before a program ran and after it.
fn nothing(before: Option<&str>, after: Option<&str>) -> Option<Nothing> {
    let ((objects, tracking), (objects_after, tracking_after)) = (before?.split_once(' ')?, after?.split_once(' ')?);
    if objects != objects_after {
        return None;
    }
    Some(if tracking == tracking_after {
        Nothing {
            what: "nothing that stays in the temporary database",
            cause: "It may have connected to another database, or created only temporary tables: the address of this one \
                    is in `DATABASE_URL`, and in `PGHOST`, `PGPORT`, `PGUSER` and `PGDATABASE`.",
            help: "make the command use `DATABASE_URL`",
        }
    } else {
        Nothing {
            what: "only its tracking table in the temporary database",
            cause: "It found no migration to run: it may look for them in another folder, or expect another argument.",
            help: "make the command run all migrations of an empty database, and try it by hand on one",
        }
    })
}

/// Runs the program to its end.
fn output(command: &FrameworkCommand, variables: Vec<(&'static str, OsString)>) -> io::Result<Output> {
    let (program, arguments) = command.words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let others: Vec<OsString> =
        std::env::vars_os().filter(|(name, value)| is_of_databases(name, value)).map(|(name, _)| name).collect();
    Command::new(program)
        .args(arguments)
        .current_dir(&command.folder)
        .without_envs(others)
        .envs(variables)
        .within(command.limit)
        .output()
}

/// Whether a variable may hold the address or a secret of another database.
fn is_of_databases(name: &OsStr, value: &OsStr) -> bool {
    let (name, value) = (name.to_string_lossy().to_uppercase(), value.to_string_lossy().to_lowercase());
    let is_libpq = name.strip_prefix("PG").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_uppercase()));
    is_libpq
        || name.starts_with("DB_")
        || name.starts_with("GIT_")
        || OF_DATABASES.iter().any(|part| name.contains(part))
        || ADDRESSES.iter().any(|start| value.starts_with(start))
}

/// The end of the output.
fn last_lines(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let cut = |line: &&str| line.chars().take(400).collect::<String>();
    lines[lines.len().saturating_sub(LINES)..].iter().map(cut).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_other_databases_are_left_out() {
        let check = |name: &str, value: &str, expected: bool| {
            assert_eq!(is_of_databases(name.as_ref(), value.as_ref()), expected, "{name}");
        };
        for name in ["PGPASSWORD", "PGSERVICE", "DATABASE_URL", "DATABASE_URL_REPLICA", "DB_HOST", "POSTGRES_USER"] {
            check(name, "x", true);
        }
        for name in ["TIDEGATE_DATABASE_URL", "MyDbPassword", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN"] {
            check(name, "x", true);
        }
        check("APP_DSN", "postgresql://u:p@h/d", true);
        for name in ["PATH", "HOME", "RAILS_ENV", "VIRTUAL_ENV", "PG_LIB_DIR", "LANG"] {
            check(name, "/usr", false);
        }
    }

    #[test]
    fn a_tracking_table_alone_is_nothing() {
        let check = |before: &str, after: &str, expected: Option<&str>| {
            let found = nothing(Some(before), Some(after)).map(|nothing| nothing.what);
            assert!(found.is_some() == expected.is_some(), "{found:?}");
            assert!(found.zip(expected).is_none_or(|(found, part)| found.contains(part)), "{found:?}");
        };
        check("a 0", "b 0", None);
        check("a 0", "b 1", None);
        check("a 0", "a 0", Some("nothing that stays"));
        check("a 0", "a 2", Some("only its tracking table"));
    }

    #[test]
    fn the_end_of_the_output_is_kept() {
        let all: Vec<String> = (0..50).map(|line| format!("line {line}\n\n")).collect();
        let all = all.concat();
        let kept = last_lines(all.as_bytes());
        assert_eq!((kept.lines().count(), kept.lines().last()), (LINES, Some("line 49")));
    }
}
