//! The repository's own jobs of a hook: the files of the commit, and the jobs that the user has agreed to.

use super::invocation::HookInvocation;
use super::job_request::{FileChoice, JobRequest, JobsError};
use super::lists;
use super::push::{self, Pushed, PushedRef};
use super::tree;
use crate::config::Settings;
use crate::git::{self, Id, RepoPaths, Repository};
use crate::hooks::Event;
use crate::jobs::own_jobs::{OwnJobs, own_jobs};
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::{Selection, Sides};
use crate::jobs::trust;
use crate::tasks::{self, Action, BuiltIn, Cleanup, Job, Lists, Situation, Tree};
use std::ffi::OsString;
use std::fs::File;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;

/// The surroundings in which jobs run.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The arguments that git gives the hook.
    pub arguments: &'a [String],
    /// The standard input that git gives the hook.
    pub input: &'a [u8],
    /// Variables of the user's own file, which jobs get besides those of the hook.
    pub variables: &'a [(OsString, OsString)],
    /// The folders in which programs are looked for.
    pub search_path: &'a OsString,
    /// The place where the output of a job is shown as it comes, if it is the only one.
    pub live: Option<&'a File>,
    /// Set when the user interrupts the run.
    pub interrupted: &'a AtomicBool,
    /// Whether git lets the user edit the message of the commit in an editor.
    pub is_edited: bool,
}

/// The jobs of a hook, chosen and checked for the agreement of the user.
#[derive(Debug)]
pub struct PendingJobs {
    pub event: Event,
    /// The side that is committed or pushed.
    pub selection: Selection,
    /// In the order of the settings.
    pub agreed: Vec<Job>,
    /// Jobs that the user of this clone has not agreed to, which do not run.
    pub refused: Vec<Job>,
    /// Names of jobs that the user's own file disables.
    pub disabled: Vec<String>,
    /// Names of jobs that it cannot disable or change.
    pub protected: Vec<String>,
    /// `None` for a hook that is about no files.
    lists: Option<Lists>,
    /// `None` if no job checks names.
    tree: Option<Tree>,
    /// The treatment of a message that the user has edited, and of another one.
    cleanup: [Cleanup; 2],
    skip: Vec<String>,
    situation: Situation,
    paths: RepoPaths,
    /// `None` for the index.
    commit: Option<Id>,
    head: String,
}

/// Finds the jobs of a hook and their files: once for a commit, and once for each pushed commit. Nothing is returned for
/// a side whose settings have none.
pub fn pending_jobs(
    source: &SettingsSource,
    invocation: HookInvocation<'_>,
    request: &JobRequest,
) -> Result<Vec<PendingJobs>, JobsError> {
    match invocation {
        HookInvocation::Commit(_) | HookInvocation::Other(_) => {
            Ok(of_side(source, invocation.event(), &Selection::Staged, request)?.into_iter().collect())
        }
        HookInvocation::Push { remote, refs } => {
            let mut found = Vec::new();
            let refs = refs_with_jobs(source, invocation.event(), refs)?;
            for Pushed { commit, base, name } in push::pushed(source, remote, &refs)? {
                found.extend(of_side(source, invocation.event(), &Selection::Commit { commit, base, name }, request)?);
            }
            Ok(found)
        }
    }
}

/// The pushed refs whose own settings have jobs.
fn refs_with_jobs(source: &SettingsSource, event: Event, refs: &[PushedRef]) -> Result<Vec<PushedRef>, JobsError> {
    let mut found = Vec::new();
    for pushed in refs.iter().filter(|pushed| !pushed.local_id.is_null()) {
        let Some(commit) = source.repository().commit(pushed.local_id.as_str())? else { continue };
        let selection = push::selection_of(&commit, push::short_name(&pushed.local_ref));
        let own = own_jobs(source.repository(), &*source.of(&selection)?, &selection, event)?;
        found.extend((own != OwnJobs::default()).then(|| pushed.clone()));
    }
    Ok(found)
}

fn of_side(
    source: &SettingsSource,
    event: Event,
    selection: &Selection,
    request: &JobRequest,
) -> Result<Option<PendingJobs>, JobsError> {
    let settings: Rc<Settings> = source.of(selection)?;
    let OwnJobs { jobs: all, disabled, protected } = own_jobs(source.repository(), &settings, selection, event)?;
    if let Some(name) = request.only.iter().find(|name| all.iter().all(|job| job.name != **name)) {
        let known = all.iter().map(|job| job.name.clone()).collect();
        return Err(JobsError::NoJob { event, name: name.clone(), known });
    }
    let is_named = |job: &&Job| request.only.is_empty() || request.only.contains(&job.name);
    let is_tagged = |job: &&Job| request.tags.is_empty() || job.tags.iter().any(|tag| request.tags.contains(tag));
    let chosen: Vec<Job> = all.iter().filter(is_named).filter(is_tagged).cloned().collect();
    // Most commits end here.
    if chosen.is_empty() && disabled.is_empty() {
        return Ok(None);
    }
    let repository = source.repository();
    let is_agreed =
        if request.is_trusted { vec![true; chosen.len()] } else { trust::agreed_jobs(source, event, &chosen)? };
    let (mut agreed, mut refused) = (Vec::new(), Vec::new());
    for (job, is_agreed) in chosen.into_iter().zip(is_agreed) {
        if is_agreed { agreed.push(job) } else { refused.push(job) }
    }
    let commit = match selection {
        Selection::Commit { commit, .. } => Some(commit.clone()),
        _ => None,
    };
    let (tree, cleanup) = facts(repository, event, selection, request, &agreed)?;
    let list = || lists::lists(repository, selection, &request.files, &agreed);
    let lists = if event.is_checked() { Some(list()?) } else { None };
    Ok(Some(PendingJobs {
        event,
        selection: selection.clone(),
        agreed,
        refused,
        disabled,
        protected,
        lists,
        tree,
        cleanup,
        skip: skipped(&request.skip, &all),
        situation: situation(repository)?,
        paths: repository.paths().clone(),
        commit,
        head: head_of(repository)?,
    }))
}

/// The names of the commit and the two treatments of its message, where a job checks them.
fn facts(
    repository: &dyn Repository,
    event: Event,
    selection: &Selection,
    request: &JobRequest,
    jobs: &[Job],
) -> Result<(Option<Tree>, [Cleanup; 2]), JobsError> {
    let uses = |is_used: fn(&BuiltIn) -> bool| {
        jobs.iter().any(|job| matches!(&job.action, Action::Use(used) if is_used(used)))
    };
    let mut found = (None, [Cleanup::default(), Cleanup::default()]);
    if event.is_checked() && uses(BuiltIn::is_of_names) {
        let is_all = request.files == FileChoice::All;
        found.0 = Some(tree::tree(repository, &Sides::find(repository, selection)?, is_all)?);
    }
    if uses(BuiltIn::is_of_message) {
        found.1 = [tree::cleanup(repository, true)?, tree::cleanup(repository, false)?];
    }
    Ok(found)
}

impl PendingJobs {
    /// Runs the jobs that the user agreed to.
    pub fn run(&self, surroundings: &Surroundings) -> Result<tasks::Outcome, JobsError> {
        Ok(tasks::run(&self.context(surroundings), &self.agreed)?)
    }

    /// The plan of each job, without running any.
    pub fn plan(&self, surroundings: &Surroundings) -> Result<Vec<tasks::Planned>, JobsError> {
        Ok(tasks::plan(&self.context(surroundings), &self.agreed)?)
    }

    fn context<'a>(&'a self, surroundings: &Surroundings<'a>) -> tasks::Context<'a> {
        tasks::Context {
            paths: &self.paths,
            hook: self.event.name(),
            arguments: surroundings.arguments,
            input: surroundings.input,
            lists: self.lists.as_ref(),
            tree: self.tree.as_ref(),
            cleanup: &self.cleanup[usize::from(!surroundings.is_edited)],
            skip: &self.skip,
            situation: &self.situation,
            commit: self.commit.as_ref(),
            head: &self.head,
            variables: surroundings.variables,
            search_path: surroundings.search_path,
            live: surroundings.live,
            interrupted: surroundings.interrupted,
        }
    }
}

/// The names of jobs that are skipped by name or by tag.
fn skipped(words: &[String], jobs: &[Job]) -> Vec<String> {
    let has_tag = |job: &Job| {
        words.iter().filter_map(|word| word.strip_prefix("tag:")).any(|tag| job.tags.iter().any(|own| own == tag))
    };
    jobs.iter().filter(|job| words.contains(&job.name) || has_tag(job)).map(|job| job.name.clone()).collect()
}

fn situation(repository: &dyn Repository) -> Result<Situation, git::Error> {
    Ok(Situation {
        is_merge: !repository.merge_heads()?.is_empty(),
        is_rebase: git::is_rebasing(repository.paths()),
        branch: repository.branch()?,
    })
}

/// The commit of HEAD; empty before the first one.
fn head_of(repository: &dyn Repository) -> Result<String, git::Error> {
    Ok(repository.head()?.map_or_else(String::new, |head| head.to_string()))
}

/// Takes back what a process has written of the fixes of jobs, and was killed.
pub fn recover_fixes(repository: &dyn Repository) -> Result<Option<git::Recovered>, git::Error> {
    let paths = repository.paths();
    if !git::are_fixes_interrupted(paths) {
        return Ok(None);
    }
    git::recover_fixes(paths, &head_of(repository)?)
}
