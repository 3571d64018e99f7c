//! Problems of the replayed schema, each at the statement of a new migration that made or last altered the object.

use super::error::Error;
use super::inputs::ReplayInputs;
use super::lost;
use super::request::{Request, SchemaTask};
use super::touched::{Touched, TouchingStatement};
use crate::catalog::{Identity, Kind};
use crate::config::{Level, Levels, Settings};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::git::Repository;
use crate::jobs::check;
use crate::replay::{MissingObject, Source, State, StateTask};
use crate::rules::{self, MISSING_REQUIRED_OBJECT, StateFinding};
use crate::sql;
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// Places of one problem at which an allowance is looked for.
const PLACES: usize = 50;

/// The new migrations of a selection, in which problems of the replayed schema are reported.
#[derive(Default)]
pub(super) struct NewScripts {
    files: BTreeSet<RelPath>,
    /// The reason for which they are not known.
    failure: Option<String>,
}

impl NewScripts {
    /// Reads which migrations are new, where a rule about the replayed schema runs.
    pub(super) fn read(
        repository: &dyn Repository,
        settings: &Settings,
        request: &Request,
        projects: &[ReplayInputs],
    ) -> Self {
        let Some(check) = request.rules.as_ref().filter(|_| is_checked(request)) else { return Self::default() };
        if !projects.iter().any(|project| project.command.is_none() && has_rules(&project.levels, check)) {
            return Self::default();
        }
        match check::new_scripts(repository, settings, check) {
            Ok(files) => Self { files, failure: None },
            Err(error) => Self { files: BTreeSet::new(), failure: Some(error.to_string()) },
        }
    }

    /// Returns the checks of the replayed schema of a project.
    pub(super) fn task<'p>(&self, request: &Request, project: &'p ReplayInputs) -> StateTask<'p> {
        let Some(check) = request.rules.as_ref().filter(|_| is_checked(request)) else { return StateTask::default() };
        let has_new = project.migrations.iter().any(|source| self.files.contains(&source.path));
        let is_required_on =
            check.runs(&MISSING_REQUIRED_OBJECT) && project.levels.is_on(&MISSING_REQUIRED_OBJECT.info);
        StateTask {
            rules: has_new && project.command.is_none() && has_rules(&project.levels, check),
            required: if is_required_on { &project.required } else { &[] },
        }
    }

    /// Returns the note about rules that did not run.
    pub(super) fn remark(&self) -> Option<String> {
        self.failure.as_ref().map(|failure| format!("rules about the replayed schema were not checked: {failure}"))
    }
}

/// Whether a replay for this task checks the replayed schema.
fn is_checked(request: &Request) -> bool {
    match request.schema {
        SchemaTask::Compare | SchemaTask::Patch | SchemaTask::Write | SchemaTask::WriteAndStage => true,
        SchemaTask::Catalog | SchemaTask::CatalogOfFile | SchemaTask::Return => false,
    }
}

fn has_rules(levels: &Levels, check: &check::Request) -> bool {
    let runs = |rule: &&rules::Rule| rule.state_check().is_some() && levels.is_on(&rule.info) && check.runs(rule);
    rules::ALL.iter().any(runs)
}

/// The problems of a project, by file and place.
pub(super) fn problems(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    (project, new): (&ReplayInputs, &NewScripts),
    state: &State,
) -> Result<Vec<Diagnostic>, Error> {
    let Some(check) = &request.rules else { return Ok(Vec::new()) };
    let mut contents = Contents::default();
    let mut found: Vec<Vec<Diagnostic>> = Vec::new();
    found.extend(state.missing.iter().map(|missing| vec![of_missing(project, missing, &mut contents)]));
    let sources = project.migrations.iter().filter(|source| new.files.contains(&source.path));
    let touched = Touched::read(sources.collect(), &project.migrations);
    let placed = PlacedProject { project, touched: &touched };
    for finding in &state.findings {
        let Some(rule) = rules::named(&finding.rule).filter(|rule| project.levels.is_on(&rule.info)) else { continue };
        let places = placed.places(finding);
        // A replay fails by what does not run, unless a level says otherwise; `check` blocks the statement.
        let is_raised = project.levels.of(rule.info.id) == Some(Level::Error);
        let severity = if is_raised { Severity::Error } else { rule.info.severity.min(Severity::Warning) };
        let diagnostic = |statement: &&TouchingStatement| {
            let span = statement.part.as_ref().unwrap_or(&statement.span);
            contents.place(touched.source(statement), span, |place| {
                Diagnostic::new(&rule.info, place, finding.message.clone())
                    .statement(statement.span.clone(), None)
                    .severity(severity)
                    .label(finding.label.clone())
                    .why(finding.why.clone())
                    .help(finding.help.clone())
            })
        };
        let places: Vec<Diagnostic> = places.iter().take(PLACES).map(diagnostic).collect();
        found.extend((!places.is_empty()).then_some(places));
    }
    let is_of_check = |places: &Vec<Diagnostic>| {
        places.first().and_then(|first| rules::named(first.rule.id)).is_some_and(|rule| rule.script_check().is_some())
    };
    if request.is_after_check && found.iter().any(is_of_check) {
        // It reported them a moment ago.
        let outcome = check::run(repository, settings, check)?;
        found.retain(|places| !check::is_known(&outcome, places));
    }
    let checked = checked(request, (project, new), state);
    for source in project.migrations.iter().filter(|source| checked.contains(&source.path)) {
        contents.read(source);
    }
    Ok(check::reported(settings, check, &project.levels, (&contents.0, &checked), found))
}

/// The new migrations of which every problem of the replayed schema is known.
fn checked(request: &Request, (project, new): (&ReplayInputs, &NewScripts), state: &State) -> BTreeSet<RelPath> {
    if state.not_checked.is_some() || !new.task(request, project).rules {
        return BTreeSet::new();
    }
    let paths = project.migrations.iter().map(|source| &source.path);
    paths.filter(|path| new.files.contains(path)).cloned().collect()
}

/// The content of files, without secrets.
#[derive(Default)]
struct Contents(BTreeMap<RelPath, Vec<u8>>);

impl Contents {
    fn read(&mut self, source: &Source) -> &[u8] {
        let read = || sql::without(&source.content, &sql::secrets(&source.content)).into_owned();
        self.0.entry(source.path.clone()).or_insert_with(read)
    }

    fn place<T>(&mut self, source: &Source, span: &std::ops::Range<usize>, with: impl FnOnce(Place) -> T) -> T {
        with(Place::content(&source.path, self.read(source), span))
    }
}

/// A project with the statements of its new migrations.
struct PlacedProject<'a> {
    project: &'a ReplayInputs,
    touched: &'a Touched<'a>,
}

impl PlacedProject<'_> {
    /// The statements of new migrations that touch the object of a finding or its table, the one to report first.
    fn places(&self, finding: &StateFinding) -> Vec<&TouchingStatement> {
        let subject = &finding.subject;
        let mut places = self.touched.of(subject);
        let is_provided = |schema: &String| self.project.platform.provides(schema);
        if subject.schema.as_ref().is_some_and(is_provided) {
            // A table of the platform is not the project's, and a policy on it is.
            return if subject.kind == Kind::Table { Vec::new() } else { places };
        }
        for related in &finding.related {
            places.extend(self.touched.of(related));
        }
        if places.is_empty() && self.touched.has_opaque() {
            places.extend(self.opaque(subject));
        }
        places
    }

    /// The statement that may have made an object with SQL that is built at run time: one that mentions it, or any if no
    /// migration does.
    fn opaque(&self, subject: &Identity) -> Option<&TouchingStatement> {
        let name = subject.on.as_ref().unwrap_or(&subject.name);
        let is_of_server = |schema: &String| schema.starts_with("pg_") || schema == "information_schema";
        if subject.schema.as_ref().is_some_and(is_of_server) {
            return None;
        }
        let is_tracking = self.project.layout.tracking.is_some_and(|tracking| tracking.table == name);
        let is_named = |source: &Source| memchr::memmem::find(&source.content, name.as_bytes()).is_some();
        let may_be_any = !is_tracking && !self.project.migrations.iter().any(is_named);
        self.touched.opaque(name, may_be_any)
    }
}

/// The problem of a required object that does not exist.
fn of_missing(project: &ReplayInputs, missing: &MissingObject, contents: &mut Contents) -> Diagnostic {
    let MissingObject { object, near } = missing;
    let (word, key) = (object.kind.of_statement().word(), object.kind.key());
    let loss = lost::find(&project.migrations, object);
    let (place, why) = match &loss {
        Some(loss) => {
            let why = format!("`required.{key}` in tidegate.toml names it, and this statement {}.", loss.what);
            (contents.place(loss.source, &loss.span, |place| place), why)
        }
        None => (Place::None, format!("`required.{key}` in tidegate.toml names it, and no migration creates it.")),
    };
    let help = match near {
        Some(near) => format!("create it in a migration, or correct `required.{key}`: `{near}` exists"),
        None => format!("create it in a migration, or remove it from `required.{key}`"),
    };
    Diagnostic::new(&MISSING_REQUIRED_OBJECT.info, place, format!("required {word} `{object}` does not exist"))
        .label(loss.map(|loss| loss.what).unwrap_or_default())
        .why(why)
        .help(help)
}
