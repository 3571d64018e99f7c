//! `tidegate doctor`

use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::verify::{self, servers};
use crate::config::{Settings, VerifyAt};
use crate::hooks::{EventState, GitVersion, State};
use crate::jobs::setup::doctor::{self, Outcome, ProjectState};
use crate::migration::Schema;
use crate::text::words;
use owo_colors::OwoColorize as _;
use std::io::{self, Write};

/// How a part stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Fine,
    Note,
    Wrong,
}

/// The state of everything, line by line, and whether anything is wrong.
struct Sheet<'a> {
    out: &'a mut dyn Write,
    is_wrong: bool,
}

impl Sheet<'_> {
    fn line(&mut self, mark: Mark, text: &str) -> io::Result<()> {
        self.is_wrong |= mark == Mark::Wrong;
        match mark {
            Mark::Fine => writeln!(self.out, "  {} {text}", "ok".green()),
            Mark::Note => writeln!(self.out, "   {} {text}", "-".dimmed()),
            Mark::Wrong => writeln!(self.out, "  {} {text}", "!!".red().bold()),
        }
    }

    fn next(&mut self, command: &str) -> io::Result<()> {
        writeln!(self.out, "     {} {command}", "next:".cyan().bold())
    }

    fn title(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "{}", title.bold())
    }
}

/// Tells the state of everything. Ends with 1 when something is wrong.
pub(super) fn run(terminal: &mut Terminal) -> Result<Exit, Failure> {
    // Mistakes in the configuration are told in full by opening it, with exit code 2.
    let context = Context::open(None, terminal)?;
    let (address, environment) = servers()?;
    let outcome = doctor::run(context.repository.as_ref(), context.settings(), address.as_deref(), &environment)?;
    let mut sheet = Sheet { out: terminal.out(), is_wrong: false };
    sheet.title("Repository")?;
    repository(&outcome, &mut sheet)?;
    sheet.title("Configuration")?;
    match &context.loaded.path {
        Some(path) => sheet.line(Mark::Fine, &format!("{} is read and right", path.display()))?,
        None => {
            sheet.line(Mark::Fine, "no tidegate.toml; none is needed unless something below is not as you want it")?;
        }
    }
    rules_off(context.settings(), &mut sheet)?;
    sheet.title("Hooks")?;
    hooks(&outcome.hooks, &mut sheet)?;
    sheet.title("Migrations")?;
    migrations(&outcome, &mut sheet)?;
    sheet.title("Replay")?;
    replay(&outcome, &mut sheet)?;
    Ok(if sheet.is_wrong { Exit::Problems } else { Exit::Clean })
}

/// What a rule that is off would say is said nowhere else.
fn rules_off(settings: &Settings, sheet: &mut Sheet) -> io::Result<()> {
    let mut off = settings.rules.levels.off();
    off.extend(settings.projects.iter().flat_map(|project| {
        let root = &project.spec.root;
        project.rules.levels.off().into_iter().map(move |rule| format!("{rule} (in {root})"))
    }));
    if off.is_empty() { Ok(()) } else { sheet.line(Mark::Note, &format!("rules that are off: {}", off.join(", "))) }
}

fn repository(outcome: &Outcome, sheet: &mut Sheet) -> io::Result<()> {
    match &outcome.hooks.git_version {
        Ok(version) => sheet.line(Mark::Fine, &format!("git {version}"))?,
        Err(error) => {
            sheet.line(Mark::Wrong, &format!("git: {error}"))?;
            sheet.next("install git, or put it on PATH")?;
        }
    }
    if outcome.reader == "libgit2" {
        sheet.line(Mark::Fine, "read in process, through libgit2")?;
    } else {
        sheet.line(
            Mark::Note,
            &format!("read through the git program, a few milliseconds slower: {}", outcome.reader),
        )?;
    }
    for name in &outcome.unknown_branches {
        sheet
            .line(Mark::Wrong, &format!("`published` in tidegate.toml names `{name}`, and there is no such branch"))?;
        sheet.next("fetch it, or correct the name")?;
    }
    match outcome.published.as_slice() {
        [] => sheet.line(Mark::Note, "no commit yet, so nothing is published"),
        [head] if head == "HEAD" => {
            sheet.line(Mark::Note, "no shared branch is known: every committed migration counts as published")?;
            sheet.next("where there is one, name it in tidegate.toml: `published = [\"origin/main\"]`")
        }
        places => sheet
            .line(Mark::Fine, &format!("migrations on {} are published and must not change", words::list(places, 3))),
    }
}

fn hooks(state: &State, sheet: &mut Sheet) -> io::Result<()> {
    match &state.folder {
        Ok(folder) => sheet.line(Mark::Fine, &format!("git runs hooks from {}", folder.path.display()))?,
        Err(error) => {
            sheet.line(Mark::Wrong, &error.to_string())?;
            sheet.next("`git config --unset core.hooksPath`, or git 2.54 and `tidegate install --config`")?;
        }
    }
    for event in &state.events {
        hook(event, sheet)?;
    }
    if state.events.iter().any(|event| !event.is_guarded()) {
        sheet.next("`tidegate install`")?;
    }
    for found in &state.managers {
        sheet.line(Mark::Note, &format!("{} is set up here too", found.manager))?;
    }
    if state.git_version.as_ref().is_ok_and(|version| *version >= GitVersion::CONFIG_HOOKS) {
        sheet.line(Mark::Note, "this git can take hooks from its configuration: `tidegate install --config`")?;
    }
    Ok(())
}

fn hook(event: &EventState, sheet: &mut Sheet) -> io::Result<()> {
    let name = event.event.name();
    for error in [event.script.as_ref().err(), event.config.as_ref().err()].into_iter().flatten() {
        sheet.line(Mark::Wrong, &format!("{name}: {error}"))?;
    }
    let script = event.script.as_ref().ok().and_then(Option::as_ref);
    let config = event.config.as_ref().ok().and_then(Option::as_ref);
    if !event.is_guarded() {
        let there = script
            .map_or_else(String::new, |script| format!("; {} is there and does not call it", script.path.display()));
        return sheet.line(Mark::Wrong, &format!("{name}: tidegate is not run{there}"));
    }
    let mut ways = Vec::new();
    ways.extend(script.map(|script| format!("by {}", script.path.display())));
    ways.extend(config.filter(|config| config.is_run).map(|_| "by the git configuration".to_owned()));
    ways.extend(event.called_by.iter().map(|manager| format!("by {manager}")));
    sheet.line(Mark::Fine, &format!("{name}: tidegate is run {}", words::list(&ways, 3)))?;
    if let Some(kept) = script.and_then(|script| script.kept.as_ref()) {
        sheet.line(Mark::Note, &format!("{name}: the hook that was there runs first: {}", kept.display()))?;
    }
    let programs =
        [script.and_then(|script| script.program.as_ref()), config.and_then(|config| config.program.as_ref())];
    if let Some(gone) = programs.into_iter().flatten().find(|program| !program.exists) {
        sheet.line(Mark::Wrong, &format!("{name}: the program it names is gone: {}", gone.path.display()))?;
        sheet.next("`tidegate install`")?;
    }
    let is_old = script.is_some_and(|script| !script.is_current) || config.is_some_and(|config| !config.is_current);
    if is_old && event.called_by.is_empty() {
        sheet.line(Mark::Note, &format!("{name}: `tidegate install` would write it anew"))?;
    }
    if event.is_doubled() {
        sheet.line(Mark::Note, &format!("{name}: it is run twice, by a script and by the configuration"))?;
    }
    Ok(())
}

fn migrations(outcome: &Outcome, sheet: &mut Sheet) -> io::Result<()> {
    if outcome.projects.is_empty() {
        sheet.line(Mark::Wrong, "no migrations folder was found")?;
        sheet.next(
            "`tidegate init --layout supabase` (or prisma, sqlx, dbmate, diesel, golang-migrate, goose, flyway, plain)",
        )?;
    }
    for project in &outcome.projects {
        let count = words::count(project.migrations, "migration");
        sheet.line(Mark::Fine, &format!("{}: {}, {count}", project.folder, project.layout))?;
        if project.unread > 0 {
            sheet.line(
                Mark::Note,
                &format!("{} there is stepped over by its tool", words::count(project.unread, "SQL file")),
            )?;
        }
        schema(project, sheet)?;
    }
    for left in &outcome.ignored {
        sheet.line(Mark::Note, &format!("{} is left alone: {}", left.folder, left.reason))?;
    }
    Ok(())
}

fn schema(project: &ProjectState, sheet: &mut Sheet) -> io::Result<()> {
    match &project.schema {
        Schema::File(file) if project.schema_exists => sheet.line(Mark::Fine, &format!("its schema file is {file}")),
        Schema::File(file) => {
            sheet.line(Mark::Wrong, &format!("its schema file {file} is not there"))?;
            sheet.next(&format!("`tidegate verify --write` makes {file}; or set `schema = false` in tidegate.toml"))
        }
        Schema::Disabled => sheet.line(Mark::Note, "it has no schema file, as tidegate.toml says"),
        Schema::None => {
            sheet.line(
                Mark::Note,
                "it has no schema file, so schema-not-staged and schema-changed-alone have nothing to judge",
            )?;
            sheet.next("`tidegate verify --write` makes one; or set `schema = \"…\"` in tidegate.toml")
        }
    }
}

fn replay(outcome: &Outcome, sheet: &mut Sheet) -> io::Result<()> {
    let stands = match &outcome.replays {
        Ok(stands) => stands,
        Err(error) => return sheet.line(Mark::Wrong, &format!("nothing can be replayed: {error}")),
    };
    if stands.is_empty() {
        return sheet.line(Mark::Note, "there is nothing to replay");
    }
    for stand in stands {
        let place = if stands.len() == 1 { String::new() } else { format!("{}: ", stand.root) };
        match &stand.on {
            Ok(prospect) => {
                sheet.line(Mark::Fine, &format!("{place}`tidegate verify` replays on {}", prospect.server))?;
                if let Some(remark) = &prospect.remark {
                    sheet.line(Mark::Note, &format!("{place}{remark}"))?;
                }
            }
            Err(error) => {
                // A hook that replays would stop every commit.
                let mark = if stand.at == VerifyAt::Off { Mark::Note } else { Mark::Wrong };
                sheet.line(mark, &format!("{place}nothing can be replayed here: {error}"))?;
                for way in verify::ways_on(error) {
                    sheet.next(&way)?;
                }
            }
        }
        if stand.at == VerifyAt::Off {
            sheet.line(Mark::Note, &format!("{place}no hook replays"))?;
            sheet.next("where every push should be proved: `at = \"pre-push\"` below `[verify]` in tidegate.toml")?;
        } else {
            sheet.line(Mark::Fine, &format!("{place}the hook {} replays what has changed", stand.at.name()))?;
        }
    }
    Ok(())
}
