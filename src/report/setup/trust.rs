//! Report of `tidegate trust`, and of the agreement that `tidegate install` notes.

use crate::config::{DatabasePlace, HookRun, HookRuns, NamedDatabase, VerifyAt};
use crate::hooks::Event;
use crate::jobs::trust::Outcome;
use crate::report::style::paint::Paint as _;
use crate::tasks::{Action, Job};
use crate::text::path::printable;
use crate::text::words;
use std::io::{self, Write};

/// Writes what was agreed to.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mut is_on = false;
    for agreed in outcome.agreed.iter().filter(|agreed| !agreed.is_empty()) {
        is_on = true;
        let noted = if outcome.is_known { "agreed already to" } else { "agreed to" };
        let side = printable(agreed.selection.label().as_bytes());
        if !agreed.runs.is_empty() || !agreed.jobs.is_empty() {
            let effect = if agreed.runs.have_command() { "this clone runs" } else { "hooks of this clone run" };
            writeln!(out, "{} {noted} the settings of {side}, with which {effect}:", "tidegate:".bold())?;
            write_runs(&agreed.runs, out)?;
            agreed.jobs.iter().try_for_each(|(event, job)| write_job(*event, job, out))?;
        }
        if !agreed.databases.is_empty() {
            writeln!(out, "{} {noted} the settings of {side}, which name databases:", "tidegate:".bold())?;
            agreed.databases.iter().try_for_each(|database| write_database(database, out))?;
        }
        if !agreed.gates.is_empty() {
            writeln!(
                out,
                "{} {noted} the settings of {side}, with which `tidegate rehearse` runs:",
                "tidegate:".bold()
            )?;
            agreed.gates.iter().try_for_each(|gate| writeln!(out, "  {}", printable(gate.0.as_bytes())))?;
        }
    }
    if is_on {
        return writeln!(
            out,
            "{} {}; to take the agreement back: {}",
            "note:".cyan().bold(),
            if outcome.agreed.iter().any(|agreed| agreed.runs.have_command()) {
                "the command runs code of whatever branch is checked out"
            } else if outcome.agreed.iter().any(|agreed| !agreed.jobs.is_empty()) {
                "a job runs as you, with the files of the branch that is committed"
            } else if outcome.agreed.iter().any(|agreed| !agreed.gates.is_empty()) {
                "a command of a rehearsal runs as you, with the files of the branch that is checked out"
            } else if outcome.agreed.iter().all(|agreed| agreed.runs.is_empty()) {
                "a command with `--db NAME` connects to that database, with passwords of your variables and files"
            } else {
                "a replay runs the SQL of the branch that is committed or pushed"
            },
            "tidegate trust --revoke".cyan()
        );
    }
    writeln!(out, "{} with these settings hooks only read, which needs no agreement", "tidegate:".bold())
}

/// Writes the same in the report of `tidegate install`, if hooks run anything.
pub fn write_installed(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    if outcome.leaves_out_command {
        writeln!(
            out,
            "{} `command` in tidegate.toml runs a program, which needs an agreement of its own: {}",
            "note:".cyan().bold(),
            "tidegate trust".cyan()
        )?;
    }
    if outcome.agreed.iter().any(|agreed| !agreed.is_empty()) { write(outcome, out) } else { Ok(()) }
}

/// Writes that nothing is agreed to any more.
pub fn write_revoked(was_agreed: bool, out: &mut dyn Write) -> io::Result<()> {
    let text = if was_agreed {
        "revoked: hooks of this clone only read, until you agree again"
    } else {
        "nothing was agreed to in this clone"
    };
    writeln!(out, "{} {text}", "tidegate:".bold())
}

/// Writes what hooks run, a line each.
pub(in crate::report) fn write_runs(runs: &HookRuns, out: &mut dyn Write) -> io::Result<()> {
    runs.iter().try_for_each(|run| {
        let place = if run.at == VerifyAt::Off { "verify" } else { run.at.name() };
        writeln!(out, "  {place:<10}  {}", sentence(run))
    })
}

/// Writes a job with its hook and its command.
pub(in crate::report) fn write_job(event: Event, job: &Job, out: &mut dyn Write) -> io::Result<()> {
    let place = if job.root.is_top() { String::new() } else { format!(" in {}", job.root) };
    let variables: Vec<String> = job.env.keys().map(|name| printable(name.as_bytes())).collect();
    let variables = if variables.is_empty() {
        String::new()
    } else {
        format!(", with the variables {}", words::list(&variables, 20))
    };
    let (event, action) = (event.name(), action_of(job).replacen(' ', "s ", 1));
    writeln!(out, "  {event:<10}  {}: {action}{place}{variables}", job.name)
}

/// Writes a database with its place.
fn write_database(database: &NamedDatabase, out: &mut dyn Write) -> io::Result<()> {
    let place = match &database.place {
        DatabasePlace::Variable(name) => format!("the address in {name}"),
        DatabasePlace::Parameters(parameters) => {
            let words: Vec<String> =
                parameters.iter().map(|(name, value)| format!("{name}={}", printable(value.as_bytes()))).collect();
            words.join(" ")
        }
    };
    let protected = if database.protected { ", protected" } else { "" };
    writeln!(out, "  {:<10}  {place}{protected}", printable(database.name.as_bytes()))
}

/// The command of a job as an imperative: ``run `make` ``, `` use `final-newline` ``.
pub(in crate::report) fn action_of(job: &Job) -> String {
    let (verb, line) = match &job.action {
        Action::Run(words) => ("run", words::shell_line(words)),
        Action::Shell(line) => ("run", line.clone()),
        Action::Use(used) => ("use", used.check.id.to_owned()),
    };
    let purpose = if verb == "use" && job.fixes { " to fix files" } else { "" };
    format!("{verb} `{}`{purpose}", printable(line.as_bytes()))
}

fn sentence(run: &HookRun) -> String {
    let which = match (&run.folder, run.project.is_top()) {
        (Some(folder), _) => format!("changed migrations in {folder}"),
        (None, true) => "changed migrations".to_owned(),
        (None, false) => format!("changed migrations of {}", run.project),
    };
    let files: Vec<String> = run.before.iter().chain(&run.after_platform).map(ToString::to_string).collect();
    let list = |what: &str, names: &[String]| {
        if names.is_empty() { String::new() } else { format!(", with the {what} {}", words::list(names, 20)) }
    };
    let extensions: Vec<String> = run.extensions.iter().map(|name| printable(name.as_bytes())).collect();
    let (files, extensions) = (list("SQL of", &files), list("extensions", &extensions));
    if !run.command.is_empty() {
        let command = words::shell_line(&run.command);
        let command = printable(command.as_bytes());
        return format!("runs `{command}` as you, with the files of whatever branch is checked out{files}{extensions}");
    }
    format!("replays {which} on engine {}{files}{extensions}", run.engine.name())
}
