//! Rules about the replayed schema, and the objects that `[required]` names: each situation is replayed on a server.

mod command;
mod pages;
mod required;
mod splinter;
mod twins;

use crate::support::memory::File;
use crate::support::notation::{self, Situation, indented};
use crate::support::{NOW, has_server, shared_cache};
use tidegate::config::{Engine, Level};
use tidegate::diagnostic::{Diagnostic, Place};
use tidegate::jobs::sides::Selection;
use tidegate::jobs::verify::{self, ExtraChecks, Outcome, Request, SchemaTask};
use tidegate::postgres::Environment;
use tidegate::progress::Progress;
use tidegate::text::RelPath;

/// Progress that no one sees.
struct Unseen;

impl Progress for Unseen {
    fn report(&mut self, _: usize, _: usize, _: &str) {}
}

/// The request for what is staged, with the servers that tests share.
fn request() -> Request {
    let environment = Environment {
        cache: Some(shared_cache()),
        repository: Some("/one".into()),
        ..Environment::read().expect("an environment")
    };
    Request {
        selection: Selection::Staged,
        engine: Some(Engine::Local),
        address: None,
        environment,
        schema: SchemaTask::Compare,
        uses_cache: true,
        only: None,
        checks: ExtraChecks::default(),
        superuser: false,
        observe: None,
        rules: Some(notation::request(NOW)),
        is_after_check: false,
    }
}

/// Replays a situation with a rule that is on, whatever the preset.
fn replay(situation: &Situation, rule: &str) -> Outcome {
    let mut settings = situation.settings.clone();
    let info = &tidegate::rules::named(rule).expect("a rule").info;
    if !settings.rules.levels.is_on(info) {
        settings.rules.levels.set(rule, Level::Warning);
    }
    let outcome = verify::run(&situation.repository, &settings, &request(), &mut Unseen);
    outcome.unwrap_or_else(|error| panic!("a replay: {error}"))
}

/// The problems of a situation, and the failure of a replay that stopped.
fn problems(situation: &Situation, rule: &str) -> Result<Vec<Diagnostic>, String> {
    let outcome = replay(situation, rule);
    let project = outcome.projects.first().ok_or("no project was replayed")?;
    if let Some(failure) = project.failure() {
        return Err(format!("the replay failed: {}", failure.error.message));
    }
    match project.replay.state.as_ref().and_then(|state| state.not_checked.clone()) {
        Some(reason) => Err(format!("not checked: {reason}")),
        None => Ok(project.problems.clone()),
    }
}

/// The problems as `rule line: message`.
fn shown(problems: &[Diagnostic]) -> Vec<String> {
    let line = |problem: &Diagnostic| match &problem.place {
        Place::Content { excerpt, .. } => excerpt.start.line.to_string(),
        _ => "-".to_owned(),
    };
    problems.iter().map(|problem| format!("{} {}: {}", problem.rule.id, line(problem), problem.message)).collect()
}

/// The SQL at the end of the help of a problem.
fn remedy(problem: &Diagnostic) -> Option<String> {
    let parts: Vec<&str> = problem.help.split('`').skip(1).step_by(2).collect();
    let is_sql = |part: &&&str| ["alter ", "create ", "drop "].iter().any(|word| part.starts_with(word));
    parts.iter().filter(|part| !part.contains('…')).rfind(is_sql).map(|part| format!("{part};\n"))
}

/// Adds a migration after all others of the folder.
fn append(situation: &mut Situation, sql: String) {
    let last = situation.repository.index.keys().filter(|path| path.to_string().ends_with(".sql")).max().cloned();
    let last: RelPath = last.expect("a migration");
    let name = if last.to_string().contains("supabase/") { "20251231235959_fix.sql" } else { "9999_fix.sql" };
    situation.repository.index.insert(last.with_file_name(name), File::new(sql.into_bytes()));
}

/// A situation with one migration.
fn of_one(path: &str, sql: &str) -> Situation {
    Situation::read(&format!("staged {path}\n{}", indented(sql)))
}

fn is_skipped() -> bool {
    !has_server()
}
