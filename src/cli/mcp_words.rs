//! The command lines of the jobs that an agent asks for, and the databases that it names.
//!
//! Text of an agent is the value of an option, or follows `--`: it never becomes an option.

use super::failure::Failure;
use crate::mcp::{Check, Diff, Drift, Job, Side, Status, Verify};
use std::ffi::OsString;

/// The command line of a job, empty for one that no command does.
pub(super) fn command_line(job: &Job) -> Result<Vec<OsString>, Failure> {
    let words = match job {
        Job::Check(check) => of_check(check),
        Job::Verify(verify) => of_verify(verify),
        Job::Diff(diff) => of_diff(diff)?,
        Job::Status(status) => of_status(status)?,
        Job::Drift(drift) => of_drift(drift)?,
        Job::Catalog => vec!["catalog".to_owned(), "--all".to_owned()],
        Job::ListMigrations(_) | Job::NewMigration(_) | Job::Plan(_) | Job::Apply(_) => Vec::new(),
    };
    let (name, rest) = words.split_first().map_or(("", &[][..]), |(name, rest)| (name.as_str(), rest));
    let all = ["tidegate", name, "--format=json"].into_iter().chain(rest.iter().map(String::as_str));
    Ok(all.map(OsString::from).collect())
}

fn of_check(check: &Check) -> Vec<String> {
    let mut words = vec!["check".to_owned()];
    words.extend(check.from_ref.as_ref().map(|from| format!("--from-ref={from}")));
    words.extend(check.to_ref.as_ref().map(|to| format!("--to-ref={to}")));
    if words.len() == 1 && check.side == Side::WorkTree {
        words.push("--all".to_owned());
    }
    words
}

fn of_verify(verify: &Verify) -> Vec<String> {
    let mut words = vec!["verify".to_owned()];
    words.extend(verify.to_ref.as_ref().map(|to| format!("--to-ref={to}")));
    if words.len() == 1 && verify.side == Side::WorkTree {
        words.push("--all".to_owned());
    }
    words.extend(verify.observe.then(|| "--observe".to_owned()));
    words.extend(verify.round_trip.then(|| "--round-trip".to_owned()));
    words
}

fn of_diff(diff: &Diff) -> Result<Vec<String>, Failure> {
    let mut words = vec!["diff".to_owned()];
    words.extend(diff.sql.then(|| "--sql".to_owned()));
    words.extend(of_project(diff.project.as_ref()));
    words.push("--".to_owned());
    words.extend([side(&diff.from)?, side(&diff.to)?]);
    Ok(words)
}

fn of_status(status: &Status) -> Result<Vec<String>, Failure> {
    let mut words = vec!["status".to_owned(), format!("--db={}", database(&status.database)?)];
    words.extend(of_project(status.project.as_ref()));
    Ok(words)
}

fn of_drift(drift: &Drift) -> Result<Vec<String>, Failure> {
    let mut words = vec!["drift".to_owned()];
    for name in &drift.databases.0 {
        words.push(format!("--db={}", database(name)?));
    }
    words.extend(drift.to_ref.as_ref().map(|to| format!("--to-ref={to}")));
    words.extend(of_project(drift.project.as_ref()));
    Ok(words)
}

fn of_project(project: Option<&String>) -> Option<String> {
    project.map(|project| format!("--project={project}"))
}

/// A side of a comparison. An address would put a password into the log of a client.
fn side(typed: &str) -> Result<String, Failure> {
    if let Some(name) = typed.strip_prefix("database:") {
        let typed = database(name)?;
        return Ok(if typed == name { format!("db:{name}") } else { typed });
    }
    if typed.contains("://") || typed.contains('=') {
        return Err(Failure::usage("an address of a database is not accepted as a side")
            .hint("name the database: `database:NAME`, where NAME is as in `status`"));
    }
    Ok(typed.to_owned())
}

/// The database that an agent names, as the option `--db` takes it: the address in an environment variable of this name,
/// otherwise the name, which the settings may define.
pub(super) fn database(name: &str) -> Result<String, Failure> {
    database_in(name, &|variable| std::env::var(variable).ok())
}

/// Only values that are addresses are used: a message could show a part of any other value.
fn database_in(name: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<String, Failure> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(Failure::usage("a database is named, not given by its address").hint(
            "pass a name of `[databases]` in the settings, or an environment variable of the server that has the address",
        ));
    }
    let is_address = |value: &String| value.starts_with("postgres://") || value.starts_with("postgresql://");
    Ok(variable(name).filter(is_address).unwrap_or_else(|| name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mcp::Databases;

    #[track_caller]
    fn check(job: &Job, expected: &str) {
        let words = command_line(job).expect("a command line");
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        assert_eq!(words.join(" "), expected);
        super::super::command::parse(&words.iter().map(OsString::from).collect::<Vec<_>>()).expect("a command line");
    }

    #[test]
    fn jobs_are_command_lines() {
        let text = |text: &str| Some(text.to_owned());
        check(&Job::Catalog, "tidegate catalog --format=json --all");
        check(&Job::Check(Check::default()), "tidegate check --format=json --all");
        check(&Job::Check(Check { side: Side::Staged, ..Check::default() }), "tidegate check --format=json");
        let range = Check { from_ref: text("-a"), to_ref: text("--fix"), ..Check::default() };
        check(&Job::Check(range), "tidegate check --format=json --from-ref=-a --to-ref=--fix");
        let verify = Verify { to_ref: text("main"), round_trip: true, ..Verify::default() };
        check(&Job::Verify(verify), "tidegate verify --format=json --to-ref=main --round-trip");
        let verify = Verify { observe: true, ..Verify::default() };
        check(&Job::Verify(verify), "tidegate verify --format=json --all --observe");
        let diff = Diff { from: "--help".to_owned(), to: "schema".to_owned(), sql: true, project: text("a b") };
        check(&Job::Diff(diff), "tidegate diff --format=json --sql --project=a b -- --help schema");
        let status = Status { database: "staging".to_owned(), project: None };
        check(&Job::Status(status), "tidegate status --format=json --db=staging");
        let databases = Databases(vec!["staging".to_owned(), "prod".to_owned()]);
        let drift = Drift { databases, to_ref: text("main"), project: None };
        check(&Job::Drift(drift), "tidegate drift --format=json --db=staging --db=prod --to-ref=main");
    }

    #[test]
    fn a_database_is_named_and_never_addressed() {
        let variable = |name: &str| match name {
            "STAGING_URL" => Some("postgres://reader:secret@db/app".to_owned()),
            "API_KEY" => Some("secret".to_owned()),
            _ => None,
        };
        let found = |name: &str| database_in(name, &variable).map_err(|failure| failure.message);
        assert_eq!(found("STAGING_URL").as_deref(), Ok("postgres://reader:secret@db/app"));
        // The settings may define these; the value of a variable that is not an address is not used.
        for name in ["API_KEY", "prod"] {
            assert_eq!(found(name).as_deref(), Ok(name));
        }
        for name in ["postgres://u:secret@h/d", "host=h password=secret", "service:a", ""] {
            let message = found(name).expect_err("an address");
            assert_eq!(message, "a database is named, not given by its address");
        }
        assert!(side("postgres://u:secret@h/d").is_err() && side("host=h dbname=d").is_err());
        assert_eq!(side("database:prod").expect("a name"), "db:prod");
        assert_eq!(side("./a.sql").expect("a file"), "./a.sql");
    }
}
