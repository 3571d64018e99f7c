//! The files and the conditions of a job of lefthook.

use super::draft::{Draft, Imported};
use super::lefthook_scope::Scope;
use super::node::{Node, Value};
use super::regex_globs;

/// The reason why an entry never runs, if it is switched off.
pub(super) fn never_runs(scope: &Scope<'_>) -> Option<&'static str> {
    let is_off = |node: &&Node| node.is_true("skip") || node.text_of("only") == Some("false");
    scope.nodes.iter().any(is_off).then_some("it is switched off with `skip: true`")
}

/// Adds what chooses the files of a job, and when it runs.
pub(super) fn add(imported: &mut Imported, scope: &Scope<'_>, name: &str, job: &mut Draft) {
    let last = |key: &str| scope.nodes.iter().rev().find_map(|node| node.get(key));
    let root = last("root").and_then(Node::text).unwrap_or_default();
    let root = root.trim_start_matches("./").trim_matches('/');
    if !root.is_empty() {
        job.text("root", root);
    }
    if scope.event.is_checked() {
        files(imported, scope, name, job, root);
    } else if let Some(key) = ["glob", "exclude", "file_types"].into_iter().find(|key| last(key).is_some()) {
        let why = format!("git gives {} no list of files", scope.event);
        imported.leave_out(&job.place, format!("`{key}` of `{name}`"), why);
    }
    for key in ["skip", "only"] {
        let mut conditions = Vec::new();
        for node in scope.nodes.iter().filter_map(|node| node.get(key)) {
            for item in node.items() {
                match condition(item) {
                    Ok(found) => conditions.extend(found),
                    Err(what) => {
                        let place = format!("{}:{}", scope.file, item.line);
                        let why = "this condition is unknown; the job is written without it";
                        imported.leave_out(place, format!("`{key}: {what}` of `{name}`"), why);
                    }
                }
            }
        }
        job.texts(key, &conditions);
    }
}

fn files(imported: &mut Imported, scope: &Scope<'_>, name: &str, job: &mut Draft, root: &str) {
    let last = |key: &str| scope.nodes.iter().rev().find_map(|node| node.get(key));
    if let Some(globs) = last("glob") {
        let found: Vec<String> = globs.texts().iter().filter_map(|glob| scope.dialect.pattern(glob, root)).collect();
        if found.is_empty() {
            imported.leave_out(&job.place, format!("`glob` of `{name}`"), "no file below `root` matches it");
        }
        job.texts("files", &found);
    }
    // All of them count.
    let mut excluded = Vec::new();
    for node in scope.nodes.iter().filter_map(|node| node.get("exclude")) {
        match &node.value {
            Value::Text(pattern) => {
                if let Some(globs) = regex_globs::globs(pattern) {
                    excluded.extend(globs);
                } else {
                    let place = format!("{}:{}", scope.file, node.line);
                    let why = "this regular expression has no equal pattern; the job is written without it";
                    imported.leave_out(place, format!("`exclude: {pattern}` of `{name}`"), why);
                }
            }
            _ => excluded.extend(node.texts().iter().filter_map(|glob| scope.dialect.pattern(glob, root))),
        }
    }
    job.texts("exclude", &excluded);
    if let Some(types) = last("file_types") {
        let (known, unknown): (Vec<_>, Vec<_>) =
            types.texts().into_iter().partition(|name| crate::builtin::FileType::named(name).is_some());
        job.texts("types", &known);
        for unknown in unknown {
            let why = "this type of files is unknown; the job is written without it";
            imported.leave_out(&job.place, format!("`file_types: {unknown}` of `{name}`"), why);
        }
    }
}

/// The condition of an entry of `skip` or `only`; `None` for one that says nothing.
fn condition(item: &Node) -> Result<Option<String>, String> {
    match &item.value {
        Value::Text(text) if matches!(text.as_str(), "merge" | "rebase") => Ok(Some(text.clone())),
        Value::Text(text) if matches!(text.as_str(), "true" | "false") => Ok(None),
        Value::Text(text) => Err(text.clone()),
        Value::Map(entries) => match entries.as_slice() {
            [(key, value)] if key == "ref" => Ok(Some(format!("branch:{}", value.text().unwrap_or_default()))),
            [(key, value)] => Err(format!("{key}: {}", value.text().unwrap_or_default())),
            _ => Err("several keys".to_owned()),
        },
        Value::Null | Value::List(_) => Ok(None),
    }
}
