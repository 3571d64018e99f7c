//! The transaction of the unpublished migrations before a touched one, where the tool runs all pending scripts in one.
//!
//! A published migration has its own: databases have applied it, or apply it in an earlier deployment.

use super::error::Error;
use super::gather::GatheredProject;
use super::published::{self, PublishedRevision};
use crate::git::Repository;
use crate::migration::layout::ScriptFile;
use crate::migration::{Role, Transaction};
use crate::rules::{Pending, PendingValue};
use crate::sql::{self, Action, Operation, TransactionControl, Within};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a touched script runs in one transaction with other pending ones.
pub(super) fn is_wanted(project: &GatheredProject) -> bool {
    let mut scripts = project.scripts.iter();
    scripts.any(|parsed| parsed.role != Role::Down && parsed.transaction == Transaction::Shared)
}

/// The transactions that go on in the touched scripts.
pub(super) fn read(
    repository: &dyn Repository,
    project: &GatheredProject,
    revisions: &[PublishedRevision],
) -> Result<BTreeMap<RelPath, Pending>, Error> {
    let scripts = || {
        let all = project.inputs.target.iter().flat_map(|migration| &migration.scripts);
        all.filter(|script| script.role != Role::Down).map(|script| &script.file.path)
    };
    let paths: BTreeSet<&RelPath> = scripts().collect();
    let mut published = BTreeSet::new();
    for revision in revisions {
        published.extend(published::entries(repository, revision, &paths)?.into_keys());
    }
    let touched: BTreeSet<&RelPath> = project.scripts.iter().map(|parsed| &parsed.path).collect();
    let mut found = BTreeMap::new();
    let mut open: Option<Pending> = None;
    for path in scripts().filter(|path| !published.contains(*path)) {
        if let Some(open) = open.as_ref().filter(|_| touched.contains(path)) {
            found.insert(path.clone(), open.clone());
        }
        let Some(content) = project.read(repository, path)? else { continue };
        if !run(&mut open, project, path, &content) {
            break;
        }
    }
    Ok(found)
}

/// Adds the work of a script; returns whether its transaction goes on after it.
fn run(open: &mut Option<Pending>, project: &GatheredProject, path: &RelPath, content: &[u8]) -> bool {
    let file = ScriptFile { settings: &project.inputs.tool, name: path.file_name(), ..ScriptFile::alone(content) };
    let section = (project.inputs.project.layout.parse)(file).up;
    if section.transaction != Transaction::Shared {
        return false;
    }
    let pending = open.get_or_insert_with(|| Pending { last: path.clone(), values: Vec::new(), types: Vec::new() });
    pending.last.clone_from(path);
    let content = &sql::with_doubled_quotes(content)[..];
    let mut is_open = true;
    sql::Script::read_each(content, &section.span, &may_concern, &mut |statement| {
        for action in statement.run().filter(|action| action.within != Within::Body) {
            is_open &= !ends(action);
            see(pending, path, action);
        }
    });
    is_open
}

/// Whether a statement may add a value to an enum, create a type or end the transaction.
fn may_concern(statement: &[u8]) -> bool {
    const WORDS: [&[u8]; 7] = [b"value", b"type", b"commit", b"rollback", b"abort", b"end", b"prepare"];
    let mut words = statement.split(|byte| !byte.is_ascii_alphabetic());
    words.any(|word| WORDS.iter().any(|wanted| word.eq_ignore_ascii_case(wanted)))
}

fn ends(action: &Action) -> bool {
    matches!(action.operation, Operation::Transaction(TransactionControl::Commit | TransactionControl::Rollback))
}

fn see(pending: &mut Pending, path: &RelPath, action: &Action) {
    match &action.operation {
        Operation::AddEnumValue { name, value, if_not_exists } => pending.values.push(PendingValue {
            name: name.clone(),
            value: value.clone(),
            if_not_exists: *if_not_exists,
            path: path.clone(),
        }),
        Operation::CreateType { name, .. } => pending.types.push(name.clone()),
        _ => {}
    }
}
