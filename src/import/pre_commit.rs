//! pre-commit: `.pre-commit-config.yaml`, of which hooks of the repository itself and some well-known ones can be
//! expressed. The others are programs that pre-commit downloads and installs.

use super::command_line::{may_fix, words};
use super::draft::{Draft, Imported};
use super::error::Error;
use super::files::{Files, node};
use super::node::Node;
use super::pre_commit_hooks::Hook;
use super::{pre_commit_hooks, regex_globs};
use crate::builtin::FileType;
use crate::hooks::Event;

/// Keys at the top level that are handled, or that only set up pre-commit itself.
const TOP_KEYS: [&str; 10] = [
    "repos",
    "default_stages",
    "default_install_hook_types",
    "default_language_version",
    "files",
    "exclude",
    "fail_fast",
    "minimum_pre_commit_version",
    "ci",
    "minimum_prek_version",
];

/// Keys of a hook that change nothing here, or that are handled.
const HOOK_KEYS: [&str; 19] = [
    "id",
    "name",
    "alias",
    "entry",
    "language",
    "language_version",
    "args",
    "files",
    "exclude",
    "types",
    "types_or",
    "exclude_types",
    "stages",
    "pass_filenames",
    "always_run",
    "require_serial",
    "verbose",
    "description",
    "fail_fast",
];

pub(super) fn import(files: &Files) -> Result<Option<Imported>, Error> {
    let Some((path, text)) = files.iter().next() else { return Ok(None) };
    let root = node(path, text)?;
    let mut imported = Imported { files: vec![path.clone()], ..Imported::default() };
    for (key, value) in root.entries().iter().filter(|(key, _)| !TOP_KEYS.contains(&key.as_str())) {
        imported.leave_out(format!("{path}:{}", value.line), format!("`{key}`"), "it is not a known setting");
    }
    for repository in root.get("repos").map_or(&[][..], Node::items) {
        let address = repository.text_of("repo").unwrap_or_default();
        for node in repository.get("hooks").map_or(&[][..], Node::items) {
            let id = node.text_of("id").unwrap_or_default();
            let hook = Hook { node, id, place: format!("{path}:{}", node.line) };
            add(&mut imported, &root, address, &hook);
        }
    }
    Ok(Some(imported))
}

fn add(imported: &mut Imported, root: &Node, address: &str, hook: &Hook<'_>) {
    let what = format!("the hook `{}`", hook.id);
    let mut job = Draft::new(hook.id, &hook.place);
    let made = match address {
        "local" => local(hook, &mut job),
        "meta" => Err("it checks the configuration of pre-commit".to_owned()),
        address => pre_commit_hooks::add(imported, address, hook, &mut job),
    };
    if let Err(why) = made {
        imported.leave_out(&hook.place, what, why);
        return;
    }
    let stages = stages(root, hook.node, job.has("message"));
    filters(imported, root, hook, &mut job);
    for key in hook.node.entries().iter().map(|(key, _)| key).filter(|key| !HOOK_KEYS.contains(&key.as_str())) {
        imported.leave_out(&hook.place, format!("`{key}` of `{}`", hook.id), "a job has nothing like it");
    }
    if stages.is_empty() {
        imported.leave_out(&hook.place, what, "it runs in no hook, only by hand");
        return;
    }
    for stage in stages {
        if let Some(event) = Event::from_name(&stage) {
            add_at(imported, event, hook, &job);
        } else {
            let what = format!("`{}` in the stage {stage}", hook.id);
            imported.leave_out(&hook.place, what, "tidegate does not install this hook");
        }
    }
}

/// Adds the job at a hook, with what that hook has.
fn add_at(imported: &mut Imported, event: Event, hook: &Hook<'_>, job: &Draft) {
    let mut job = job.clone();
    let is_of_message = job.has("message");
    job.forget("message");
    if event == Event::PrePush {
        job.forget("fixes");
    }
    if !event.is_checked() {
        for key in ["files", "exclude", "types", "fixes"].into_iter().filter(|key| *key != "types" || !is_of_message) {
            job.forget(key);
        }
        if hook.node.text_of("pass_filenames") != Some("false") {
            job.replace_in("run", "\"{files}\"", "\"{0}\"");
        }
    }
    imported.add(event, job);
}

/// A hook whose program belongs to the repository or to the machine.
fn local(hook: &Hook<'_>, job: &mut Draft) -> Result<(), String> {
    let language = hook.node.text_of("language").unwrap_or_default();
    if !matches!(language, "system" | "script" | "unsupported" | "unsupported_script") {
        return Err(format!(
            "pre-commit installs it (language: {language}): install its program, and write it as a job with `run`"
        ));
    }
    let entry = hook.node.text_of("entry").ok_or("it runs nothing")?;
    let mut line = words(entry).filter(|words| !words.is_empty()).ok_or("its `entry` has an open quote, or no word")?;
    line.extend(hook.node.get("args").map(Node::texts).unwrap_or_default());
    let fixes = may_fix(&line) && hook.node.text_of("pass_filenames") != Some("false") && is_formatter(&line);
    if hook.node.text_of("pass_filenames") != Some("false") {
        line.push("{files}".to_owned());
    }
    job.texts("run", &line);
    if fixes {
        job.value("fixes", &true);
    }
    Ok(())
}

/// Whether the words say that files are changed.
fn is_formatter(line: &[String]) -> bool {
    let words = ["--fix", "--write", "format", "fmt", "black", "isort", "gofmt", "rustfmt"];
    line.iter().any(|word| words.iter().any(|name| word == name || word.rsplit('/').next() == Some(name)))
}

/// The names of the hooks at which it runs.
fn stages(root: &Node, hook: &Node, is_of_message: bool) -> Vec<String> {
    let own = hook.get("stages").or_else(|| root.get("default_stages").filter(|_| !is_of_message));
    let stages = match own {
        Some(stages) => stages.texts(),
        None if is_of_message => vec!["commit-msg".to_owned()],
        None => vec!["pre-commit".to_owned()],
    };
    let current = |stage: String| match stage.as_str() {
        "commit" => "pre-commit".to_owned(),
        "push" => "pre-push".to_owned(),
        "merge-commit" => "pre-merge-commit".to_owned(),
        _ => stage,
    };
    stages.into_iter().map(current).filter(|stage| stage != "manual").collect()
}

/// The files of a hook: its own filters, and those of all hooks.
fn filters(imported: &mut Imported, root: &Node, hook: &Hook<'_>, job: &mut Draft) {
    if hook.node.is_true("always_run") && hook.node.text_of("pass_filenames") == Some("false") {
        return;
    }
    let mut convert = |key: &str, node: &Node| {
        let expression = node.text_of(key).filter(|text| !matches!(*text, "" | "^$"))?;
        let globs = regex_globs::globs(expression);
        if globs.is_none() {
            let why = "this regular expression has no equal pattern; the job is written without it";
            let shown: String = expression.split_whitespace().collect::<Vec<_>>().join(" ");
            imported.leave_out(&hook.place, format!("`{key}: {shown}` of `{}`", hook.id), why);
        }
        globs
    };
    let files = convert("files", hook.node).or_else(|| convert("files", root)).unwrap_or_default();
    let mut exclude = convert("exclude", hook.node).unwrap_or_default();
    exclude.extend(convert("exclude", root).unwrap_or_default());
    job.texts("files", &files.into_iter().filter(|glob| glob != "*").collect::<Vec<_>>());
    job.texts("exclude", &exclude);
    types(imported, hook, job);
}

fn types(imported: &mut Imported, hook: &Hook<'_>, job: &mut Draft) {
    let of = |key: &str| hook.node.get(key).map(Node::texts).unwrap_or_default();
    let mut all: Vec<String> = of("types").into_iter().filter(|name| name != "file").collect();
    if all.len() > 1 {
        all.retain(|name| name != "text");
    }
    let any = of("types_or");
    let is_known = |name: &String| FileType::named(name).is_some();
    let chosen = match (all.as_slice(), any.as_slice()) {
        ([], any) => any.to_vec(),
        ([only], []) => vec![only.clone()],
        _ => vec![String::new()],
    };
    if chosen.iter().all(is_known) && of("exclude_types").is_empty() {
        job.texts("types", &chosen);
        return;
    }
    let names = [all, any, of("exclude_types")].concat().join(", ");
    let why = "tidegate has no equal set of types; the job is written without it";
    imported.leave_out(&hook.place, format!("the types {names} of `{}`", hook.id), why);
}

#[cfg(test)]
mod tests {
    use super::super::Manager::PreCommit;
    use super::super::read::tests::check;

    #[test]
    fn hooks_of_the_repository_and_known_ones_become_jobs() {
        let text = "exclude: ^vendor/\nrepos:\n- repo: https://github.com/pre-commit/pre-commit-hooks\n  rev: v5.0.0\n  hooks:\n  - id: trailing-whitespace\n    exclude: \\.md$\n  - id: check-added-large-files\n    args: [--maxkb=700]\n- repo: local\n  hooks:\n  - id: test\n    entry: make test\n    language: system\n    pass_filenames: false\n    always_run: true\n    stages: [push]\n  - id: black\n    entry: black -q\n    language: system\n    types: [text, python]\n- repo: https://github.com/compilerla/conventional-pre-commit\n  hooks:\n  - id: conventional-pre-commit\n    args: [feat, fix]\n";
        let expected = "\
[[hooks.pre-commit.jobs]]
name = \"trailing-whitespace\"
use = \"trailing-whitespace\"
fixes = true
exclude = [\"*.md\", \"/vendor\"]

[[hooks.pre-commit.jobs]]
name = \"check-added-large-files\"
use = \"large-files\"
max-kb = 700
exclude = [\"/vendor\"]

[[hooks.pre-commit.jobs]]
name = \"black\"
run = [\"black\", \"-q\", \"{files}\"]
fixes = true
exclude = [\"/vendor\"]
types = [\"python\"]

[[hooks.pre-push.jobs]]
name = \"test\"
run = [\"make\", \"test\"]

[[hooks.commit-msg.jobs]]
name = \"conventional-pre-commit\"
use = \"commit-message\"
types = [\"feat\", \"fix\"]
";
        check(PreCommit, &[(".pre-commit-config.yaml", text)], expected, &[]);
    }

    #[test]
    fn what_cannot_be_expressed_is_named() {
        let text = "repos:\n- repo: https://example.com/ruff\n  hooks:\n  - id: ruff\n- repo: local\n  hooks:\n  - {id: a, entry: a, language: python}\n  - {id: b, entry: b, language: system, stages: [manual]}\n  - {id: c, entry: c, language: system, files: '\\d', types: [no-such]}\n- repo: meta\n  hooks: [{id: identity}]\n";
        let expected = "[[hooks.pre-commit.jobs]]\nname = \"c\"\nrun = [\"c\", \"{files}\"]\n";
        let place = |line: u32, rest: &str| format!(".pre-commit-config.yaml:{line}: {rest}");
        let without = "the job is written without it";
        let left = [
            place(
                4,
                "the hook `ruff`: pre-commit installs it from https://example.com/ruff: install its program, and write it as a job with `run`",
            ),
            place(
                7,
                "the hook `a`: pre-commit installs it (language: python): install its program, and write it as a job with `run`",
            ),
            place(8, "the hook `b`: it runs in no hook, only by hand"),
            place(9, &format!("`files: \\d` of `c`: this regular expression has no equal pattern; {without}")),
            place(9, &format!("the types no-such of `c`: tidegate has no equal set of types; {without}")),
            place(11, "the hook `identity`: it checks the configuration of pre-commit"),
        ];
        let left: Vec<&str> = left.iter().map(String::as_str).collect();
        check(PreCommit, &[(".pre-commit-config.yaml", text)], expected, &left);
    }
}
