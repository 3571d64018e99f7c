//! The schema file that a replay generates: header, seal, and the replayed schema. It is written, or
//! compared as a patch.

use super::error::Error;
use super::inputs::ReplayInputs;
use super::request::SchemaTask;
use super::schema_writer::{HEAD, SchemaWriter};
use crate::git::{self, Existing, FileKind, Repository};
use crate::migration::Seal;
use crate::replay::{self, Mirror};
use crate::sql;
use crate::text::{RelPath, lines};

/// The result of writing a schema file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaFileWrite {
    /// Already up to date, to the byte.
    Unchanged,
    Written,
    /// The configuration says that the project has none.
    Disabled,
    /// The migrations are code, and their framework writes the file.
    OfFramework,
}

/// Writes a project's schema file. Content that only the working tree has is kept as a blob, which is
/// added to `remarks`.
pub(super) fn write(
    repository: &dyn Repository,
    project: &ReplayInputs,
    text: &str,
    task: SchemaTask,
    remarks: &mut Vec<String>,
) -> Result<SchemaFileWrite, Error> {
    let Some(path) = project.schema_path() else {
        let is_of_framework = project.mirrors.all.iter().any(|mirror| matches!(mirror, Mirror::Alone(_)));
        return Ok(if is_of_framework { SchemaFileWrite::OfFramework } else { SchemaFileWrite::Disabled });
    };
    let content = content(project, text);
    let found = git::read_beneath(repository.paths(), path, None)?;
    let found_before = found.clone();
    let is_on_disk = found.as_ref().is_some_and(|found| found == content.as_bytes());
    let on_side = project.schema.as_ref().map(|schema| &schema.content);
    let is_on_side = on_side.is_some_and(|schema| schema == content.as_bytes());
    let is_to_be_staged = task == SchemaTask::WriteAndStage && !is_on_side;
    if is_on_disk && !is_to_be_staged {
        return Ok(SchemaFileWrite::Unchanged);
    }
    // The side may be the working tree itself: only what is staged exists elsewhere.
    let staged = repository.staged(std::slice::from_ref(path))?;
    let staged = staged.first().map(|entry| repository.read(entry)).transpose()?;
    if let Some(found) = found.filter(|found| !is_on_disk && staged.as_ref() != Some(found)) {
        let id = git::keep(repository, &found)?;
        remarks.push(format!("{path} had unstaged changes; `git show {id:.12}` prints the old content"));
    }
    let old = found_before.as_deref().and_then(SchemaWriter::of).filter(|_| !is_on_disk);
    remarks.extend(old.map(|writer| {
        format!(
            "{path} was written by `{0}` and is now written by tidegate, in a form that the tool loads as its own; `{0}` \
             would write it again in its own form",
            writer.command
        )
    }));
    remarks.extend(found_before.filter(|_| !is_on_disk).and_then(|found| left_out(path, &found, content.as_bytes())));
    if !is_on_disk {
        git::write_beneath(repository.paths(), path, content.as_bytes(), Existing::Replace)?;
    }
    if is_to_be_staged {
        git::stage(repository, path)?;
    }
    Ok(SchemaFileWrite::Written)
}

/// The remark on owners and privileges of a file that is replaced, and that the replayed schema lacks.
fn left_out(path: &RelPath, found: &[u8], content: &[u8]) -> Option<String> {
    let (before, after) = (replay::securing(found), replay::securing(content));
    let words: Vec<&str> = before.difference(&after).map(|one| one.word()).collect();
    (!words.is_empty()).then(|| {
        let words = words.join(" and ");
        format!("{path} had {words}; the migrations give no object others than a new one has, so the new file has none")
    })
}

/// Checks, before anything is replayed, that the schema file of a project is one that may be written: the path comes
/// from settings of a branch, and must not cost a user a file that holds something else.
pub(super) fn check_target(
    repository: &dyn Repository,
    project: &ReplayInputs,
    all: &[ReplayInputs],
) -> Result<(), Error> {
    if let Some(declared) = project.declared().filter(|_| project.schema.is_none()) {
        return Err(Error::Declared(declared.name.clone()));
    }
    let Some(path) = project.schema_path() else { return Ok(()) };
    let refused = |reason| Err(Error::NotASchemaFile { path: path.clone(), reason });
    let name = path.file_name().to_ascii_lowercase();
    if !ENDINGS.iter().any(|ending| name.len() > ending.len() && name.ends_with(ending.as_bytes())) {
        return refused("its name does not end in .sql");
    }
    if name.starts_with(b".") {
        return refused("its name begins with a period");
    }
    if all.iter().any(|project| project.reads(path)) {
        return refused("a replay runs that file");
    }
    if all.iter().any(|project| project.would_read(path)) {
        return refused("the migration tool would run that file as a migration");
    }
    git::check_beneath(repository.paths(), path)?;
    if git::encoding(repository.paths(), path).is_some() {
        return refused("it has a `working-tree-encoding` in .gitattributes, and tidegate writes UTF-8");
    }
    match git::read_beneath(repository.paths(), path, None)? {
        Some(found) if !holds_schema(&found) => refused("it exists and holds no schema"),
        Some(found) => match SchemaWriter::of(&found).filter(|writer| !writer.loads(project.layout.id)) {
            Some(writer) => Err(Error::SchemaOfTool { path: path.clone(), writer }),
            None => Ok(()),
        },
        None => Ok(()),
    }
}

/// Endings of files that hold SQL.
const ENDINGS: [&str; 4] = [".sql", ".psql", ".pgsql", ".ddl"];

/// Whether a file is empty, was generated by tidegate, or consists of SQL that makes a schema.
fn holds_schema(content: &[u8]) -> bool {
    let content = &lines::without_conflict_markers(content)[..];
    content.trim_ascii().is_empty()
        || content.starts_with(HEAD.as_bytes())
        || Seal::find(content).is_some()
        || sql::is_schema_dump(content)
}

/// The remark on a schema file without a statement, in which everything is missing.
pub(super) fn empty(project: &ReplayInputs) -> Option<String> {
    let schema = project.schema.as_ref().filter(|schema| project.has_schema && sql::is_empty(&schema.content))?;
    let path = &schema.path;
    let comments = if schema.content.trim_ascii().is_empty() { "" } else { "remove its comments, and " };
    (!project.migrations.is_empty()).then(|| {
        format!(
            "{path} contains no statement, so everything is missing in it; {comments}`tidegate verify --write` writes it"
        )
    })
}

/// The remark on a schema file that exists in the working tree while the index, which is compared,
/// has none.
pub(super) fn unstaged(repository: &dyn Repository, project: &ReplayInputs) -> Option<String> {
    let path = project.new_schema.as_ref()?;
    let found = git::kind_beneath(repository.paths(), path).ok().flatten();
    (found == Some(FileKind::File))
        .then(|| format!("{path} is not staged, so it was not compared; stage it with `git add {path}`"))
}

/// The patch from the schema file of the side that was replayed to the one that would be written.
pub(super) fn patch(project: &ReplayInputs, text: &str) -> Result<Option<Vec<u8>>, Error> {
    let Some(schema) = &project.schema else { return Ok(None) };
    let old = project.has_schema.then_some(&schema.content[..]);
    Ok(Some(git::patch(&schema.path, old, content(project, text).as_bytes())?))
}

/// Content of the file.
pub(super) fn content(project: &ReplayInputs, text: &str) -> String {
    // A seal names files; those that a command runs are not known.
    if project.command.is_some() {
        return format!("{HEAD}\n{text}");
    }
    format!("{HEAD}{}\n\n{text}", project.seal)
}
