//! SQL outside the repository, checked as a new migration that runs on a database in use.

use super::facts::Facts;
use super::gather::GatheredProject;
use super::inputs::{CheckInputs, Untracked};
use super::outcome::Outcome;
use super::parsed_script;
use super::prior;
use super::request::Request;
use super::stages::{Stages, sort};
use super::statements;
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::jobs::sides::Selection;
use crate::migration::{Changeset, FileRef, FileStatus, History, Kind, Layout, Platform, Project, Touched};
use crate::rules::{self, Published, Rule, SealState};
use crate::text::RelPath;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The name that the SQL has in messages.
const NAME: &str = "1_diff.sql";

/// Runs the rules about statements on SQL, with the levels of the settings for every project. `before` writes the SQL that
/// creates what exists before it, which is needed only if something is reported.
pub(in crate::jobs) fn check_script<E>(
    settings: &Settings,
    sql: &str,
    before: impl FnOnce() -> Result<String, E>,
    (platform, major): (Platform, Option<u16>),
    now: DateTime<Utc>,
) -> Result<Vec<Diagnostic>, E> {
    let inputs = inputs(settings, sql, (platform, major), now);
    let scripts = parsed_script::parse(&inputs, true);
    let project = GatheredProject::of_script(inputs, scripts);
    let found = find(settings, &project, &Facts::default(), now);
    if found.is_empty() {
        return Ok(found);
    }
    let prior = Some(prior::of_sql(&project, &before()?));
    Ok(find(settings, &project, &Facts { prior, ..Facts::default() }, now))
}

/// Runs the rules with these facts.
fn find(settings: &Settings, project: &GatheredProject, facts: &Facts, now: DateTime<Utc>) -> Vec<Diagnostic> {
    let request =
        Request { selection: Selection::WorkTree, files: Vec::new(), history_only: false, skip: Vec::new(), now };
    let levels = settings.rules.levels.clone();
    let is_on = |rule: &&Rule| levels.is_on(&rule.info);
    let rules: Vec<&'static Rule> = rules::ALL.into_iter().filter(is_on).collect();
    let context = project.inputs.context();
    let found = statements::find(project, &context, facts, &rules);
    let mut stages = Stages::new(settings, &request, &project.inputs, &levels);
    found.report(project, &context, facts, &rules, &mut |_, diagnostics| stages.take(diagnostics));
    let mut outcome = Outcome::default();
    stages.finish(&mut outcome);
    sort(&mut outcome.diagnostics);
    outcome.diagnostics
}

/// A project with one new file.
fn inputs(
    settings: &Settings,
    sql: &str,
    (platform, major): (Platform, Option<u16>),
    now: DateTime<Utc>,
) -> CheckInputs {
    let path = RelPath::new(NAME);
    let file = FileRef { path: path.clone(), kind: Kind::File, content_id: "".into() };
    let mut project = Project::new(RelPath::default(), RelPath::default(), Layout::without_tool());
    project.platform = Some(platform);
    let target = History::read(&project, [&file]);
    let mut options = settings.options(None, now);
    options.postgres = major.or(options.postgres);
    CheckInputs {
        project,
        files: 1,
        target,
        bases: Vec::new(),
        shared: None,
        changes: Changeset { touched: vec![Touched { file, status: FileStatus::Added }], ..Changeset::default() },
        published: Published::default(),
        contents: BTreeMap::from([(path, Arc::new(sql.as_bytes().to_vec()))]),
        before: BTreeMap::new(),
        sum: None,
        sidecars: BTreeMap::new(),
        tool: crate::migration::layout::ToolSettings::default(),
        untracked: Untracked::default(),
        misplaced: Vec::new(),
        seal: SealState::default(),
        options,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(sql: &str) -> Vec<&'static str> {
        let now = crate::migration::timestamp::parse("20250131093045").expect("a valid timestamp");
        let before = || Ok::<_, std::convert::Infallible>("CREATE TABLE public.t (a integer);\n".to_owned());
        let Ok(found) = check_script(&Settings::default(), sql, before, (Platform::Plain, Some(15)), now);
        found.iter().map(|diagnostic| diagnostic.rule.id).collect()
    }

    #[test]
    fn rules_see_statements_and_withheld_ones_are_comments() {
        let index = "BEGIN;\nSET LOCAL search_path = '';\nCREATE INDEX i ON public.t USING btree (a);\nCOMMIT;\n";
        assert!(ids(index).contains(&"blocking-index"), "{:?}", ids(index));
        let concurrent = "CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);\n";
        assert_eq!(ids(concurrent), <[&str; 0]>::default());
        assert_eq!(ids("-- DROP TABLE public.t;\n"), <[&str; 0]>::default());
    }
}
