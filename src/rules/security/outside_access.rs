#![doc = include_str!("outside_access.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, StagedFile};
use crate::sql::{self, OutsideAccess, Reach, of_psql_command, outside_accesses, psql_commands};
use crate::text::{RelPath, Span};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "outside-access",
        summary: "statement reaches outside the database: programs, files, other servers, server settings",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Always,
        family: Family::Security,
        expects: None,
        page: include_str!("outside_access.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let statements = script.script.statements.iter().map(|statement| statement.span.clone());
    check_content(script.path, script.content, statements, sink);
}

/// Checks an SQL file that is not a migration of a project.
pub fn check_file(file: &StagedFile, sink: &mut Sink) {
    check_content(file.path, file.content, sql::statements(file.content).into_iter(), sink);
}

fn check_content(path: &RelPath, content: &[u8], statements: impl Iterator<Item = Span>, sink: &mut Sink) {
    for statement in statements {
        let text = String::from_utf8_lossy(&content[statement.clone()]);
        let mut reached: Vec<Reach> = Vec::new();
        for access in outside_accesses(&text) {
            // One problem for each thing that a statement reaches.
            if !reached.contains(&access.reach) {
                reached.push(access.reach);
                sink.report(diagnostic(path, content, &access, &statement));
            }
        }
    }
    // Only text with a backslash has commands.
    if memchr::memchr(b'\\', content).is_none() {
        return;
    }
    for command in psql_commands(content) {
        if let Some(access) = of_psql_command(&String::from_utf8_lossy(&content[command.clone()])) {
            sink.report(diagnostic(path, content, &access, &command));
        }
    }
}

fn diagnostic(path: &RelPath, content: &[u8], access: &OutsideAccess, within: &Span) -> Diagnostic {
    let span = within.start + access.span.start..within.start + access.span.end;
    let place = Place::content(path, content, &span);
    let (does, why) = explained(access.reach);
    Diagnostic::new(&RULE.info, place, format!("{} {does}", access.what))
        .statement(within.clone(), None)
        .label("reaches outside the database")
        .why(why)
        .help(help(access.reach))
}

fn explained(reach: Reach) -> (&'static str, &'static str) {
    match reach {
        Reach::Program => (
            "runs a program on the server",
            "Wherever the migration is applied, also in CI and on developers' machines, the program runs with the rights of the server process.",
        ),
        Reach::File => (
            "reaches files of the server",
            "The server process reads or writes the file with its own rights, which include the files of every database and its configuration.",
        ),
        Reach::Server => (
            "reaches another server",
            "Rows can leave the database, and the migration depends on a server that CI and other environments do not have.",
        ),
        Reach::Settings => (
            "changes the whole server",
            "It affects every database of the server, is not part of the schema, and is not undone when the migration fails or is reverted.",
        ),
        Reach::Sessions => (
            "acts on other sessions of the server",
            "Sessions of users and programs end or are interrupted wherever the migration is applied, and that is not undone when it fails.",
        ),
        Reach::Code => (
            "runs code that PostgreSQL does not restrict",
            "The code has all rights of the server process: its files, its programs and every database.",
        ),
        Reach::Privilege => (
            "gives access to files and programs of the server",
            "The role can then run programs or reach files with the rights of the server process, as a superuser can.",
        ),
        Reach::ClientProgram => (
            "runs a program on the machine that applies the migration",
            "psql runs the program with the rights of the user who applies the migration, also in CI and on developers' machines.",
        ),
        Reach::ClientFile => (
            "reaches files on the machine that applies the migration",
            "psql reads or writes the file with the rights of the user who applies the migration, also in CI and on developers' machines.",
        ),
        Reach::ClientEnvironment => (
            "reads the environment of the machine that applies the migration",
            "Variables of the environment contain passwords and tokens, in CI and on developers' machines.",
        ),
        Reach::Reading => (
            "changes where strings end",
            "What the statements after it do cannot be checked: a part of them may look like a string.",
        ),
    }
}

fn help(reach: Reach) -> String {
    let instead = match reach {
        Reach::Program | Reach::File | Reach::ClientProgram | Reach::ClientFile => {
            "write rows into the migration, with INSERT or `COPY ... FROM STDIN`; "
        }
        Reach::Server | Reach::Settings | Reach::Sessions | Reach::Code | Reach::Privilege => {
            "do it when the server is set up, outside the migrations; "
        }
        Reach::ClientEnvironment => "write the value into the migration; ",
        Reach::Reading => "remove it, and write a quote in a string as two quotes; ",
    };
    format!("{instead}if it belongs here, accept it above the statement: `-- tidegate:allow {} <why>`", RULE.info.id)
}
