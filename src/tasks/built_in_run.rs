//! Runs a check of tidegate in this process.

use super::built_in::BuiltIn;
use super::outcome::{Ended, TaskResult};
use super::task::Task;
use super::tree::Tree;
use crate::builtin::{File, Finding, Mode, Subject};
use crate::git::{self, StagedBlob};
use crate::text::{RelPath, printable::printable};
use std::sync::atomic::Ordering;

/// The mode of an executable file in the index and in trees.
const EXECUTABLE: &str = "100755";

/// Findings that the output lists.
const LISTED: usize = 1000;

/// Runs the check of a task, and puts its findings into the output of the result.
pub(super) fn run(task: &Task<'_>, used: &BuiltIn, result: &mut TaskResult) -> Ended {
    match findings(task, used) {
        Ok(findings) if findings.is_empty() => Ended::Passed,
        Ok(findings) => {
            result.output = written(used, &findings).into_bytes();
            Ended::Found { check: used.check.id, count: findings.len() }
        }
        Err(ended) => ended,
    }
}

fn findings(task: &Task<'_>, used: &BuiltIn) -> Result<Vec<Finding>, Ended> {
    let (check, options) = (used.check, &used.options);
    let context = &task.context;
    match check.subject {
        Subject::Text(..) | Subject::Any(_) => of_files(task, used),
        Subject::Names(find) => {
            let tree = context.tree.ok_or_else(|| unread("the names of the commit"))?;
            Ok(find(&tree.names, options).into_iter().filter(|found| is_concerned(task, tree, found)).collect())
        }
        Subject::Links(find) => {
            let tree = context.tree.ok_or_else(|| unread("the links of the commit"))?;
            let mut found = Vec::new();
            for link in tree.links.iter().filter(|link| task.job.concerns(&link.path)) {
                let file = File { path: link.path.as_bytes(), mode: Mode::Link, content: &link.target };
                // One that was broken before is not a fault of this commit.
                if link.is_changed || find(&file, &tree.before, options).is_empty() {
                    found.extend(find(&file, &tree.names, options));
                }
            }
            Ok(found)
        }
        Subject::Message(find) => Ok(find(&message(task)?, options)),
        Subject::Branch(find) => {
            Ok(context.situation.branch.as_ref().map_or_else(Vec::new, |branch| find(branch, options)))
        }
    }
}

/// Whether a finding is about a file of the job, or about a folder that holds one.
fn is_concerned(task: &Task<'_>, tree: &Tree, found: &Finding) -> bool {
    let path = RelPath::new(&found.path);
    let is_below = |name: &[u8]| RelPath::new(name).below(&path).is_some_and(|rest| !rest.is_empty());
    let mut below = tree.names.iter().filter(|(name, _)| is_below(name)).peekable();
    if below.peek().is_none() {
        return task.job.concerns(&path);
    }
    below.any(|(name, _)| task.job.concerns(&RelPath::new(name)))
}

/// The message in the file that git names, without what git leaves out.
fn message(task: &Task<'_>) -> Result<String, Ended> {
    let Some(name) = task.context.arguments.first() else {
        return Err(no_message("the hook was given no file"));
    };
    let content = std::fs::read(task.work_tree.join(name)).map_err(|cause| no_message(&cause.to_string()))?;
    Ok(task.context.cleanup.clean(&String::from_utf8_lossy(&content)))
}

/// The findings in the files of the job, without those that are fixed.
fn of_files(task: &Task<'_>, used: &BuiltIn) -> Result<Vec<Finding>, Ended> {
    let top = &task.place.top;
    let paths = task.context.paths_at(top);
    let mut found = Vec::new();
    for path in &task.given.files {
        if task.context.interrupted.load(Ordering::SeqCst) {
            return Err(Ended::Interrupted);
        }
        let Some(content) = git::read_beneath(&paths, path, None).map_err(|cause| unreadable(&cause))? else {
            found.push(Finding::of(path.as_bytes(), "the file is not in the working tree"));
            continue;
        };
        let blob = task.stored.get(path);
        let is_executable = blob.is_some_and(|blob| blob.mode == EXECUTABLE);
        let mode = if is_executable { Mode::Executable } else { Mode::Regular };
        let file = File { path: path.as_bytes(), mode, content: &content };
        found.extend(match used.check.fix.filter(|_| task.job.fixes && file.is_text()) {
            Some(fix) => {
                let fixed = fix(&file);
                if fixed != content {
                    git::overwrite(&paths, path, &fixed).map_err(|cause| unreadable(&cause))?;
                }
                in_file(used, &File { content: &fixed, ..file })
            }
            None => confirmed(task, used, &file, blob)?,
        });
    }
    Ok(found)
}

/// The findings in a file. A check of every file counts what git stores: with a filter, as of Git LFS, that is not what
/// is on disk.
fn confirmed(
    task: &Task<'_>,
    used: &BuiltIn,
    file: &File<'_>,
    blob: Option<&StagedBlob>,
) -> Result<Vec<Finding>, Ended> {
    let found = in_file(used, file);
    let (Some(blob), false) = (blob, found.is_empty()) else { return Ok(found) };
    let content = git::blob(task.context.paths, &blob.id).map_err(|cause| unreadable(&cause))?;
    Ok(in_file(used, &File { content: &content, ..*file }))
}

fn in_file(used: &BuiltIn, file: &File<'_>) -> Vec<Finding> {
    match used.check.subject {
        Subject::Text(_, find) if file.is_text() => find(file, &used.options),
        Subject::Any(find) => find(file, &used.options),
        _ => Vec::new(),
    }
}

fn unreadable(cause: &git::Error) -> Ended {
    let help = "make the file readable, or name it in the job's `exclude`";
    Ended::Unread { what: "a file", cause: cause.to_string(), help }
}

fn no_message(cause: &str) -> Ended {
    let help = "name the file of the message: `tidegate run commit-msg FILE`";
    Ended::Unread { what: "the commit message", cause: cause.to_owned(), help }
}

/// The hook has no such thing, which the settings do not allow.
fn unread(what: &'static str) -> Ended {
    Ended::Unread { what, cause: "this hook has none".to_owned(), help: "remove the job from this hook" }
}

/// `path:line: message` for each finding, then what to do, each once.
fn written(used: &BuiltIn, findings: &[Finding]) -> String {
    let mut lines: Vec<String> = findings.iter().take(LISTED).map(line_of).collect();
    if findings.len() > LISTED {
        lines.push(format!("and {} more", findings.len() - LISTED));
    }
    let mut helps: Vec<&str> = Vec::new();
    for finding in findings.iter().take(LISTED) {
        let help = finding.help.as_deref().unwrap_or(used.check.help);
        if !helps.contains(&help) {
            helps.push(help);
        }
    }
    lines.extend(helps.iter().map(|help| format!("help: {}", printable(help.as_bytes()))));
    lines.join("\n")
}

fn line_of(Finding { path, line, message, .. }: &Finding) -> String {
    let message = printable(message.as_bytes());
    match line {
        _ if path.is_empty() => message,
        None => format!("{}: {message}", printable(path)),
        Some(line) => format!("{}:{line}: {message}", printable(path)),
    }
}
