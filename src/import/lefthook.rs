//! lefthook: `lefthook.yml` and its other names.

use super::draft::{Draft, Imported};
use super::error::Error;
use super::files::{Files, node};
use super::lefthook_action::{Script, command, script};
use super::lefthook_filters as filters;
use super::lefthook_globs::Dialect;
use super::lefthook_scope::Scope;
use super::node::{Node, Value};
use crate::hooks::Event;

/// Keys at the top level that set up lefthook itself.
const OWN_SETTINGS: [&str; 15] = [
    "min_version",
    "assert_lefthook_installed",
    "colors",
    "no_tty",
    "output",
    "skip_output",
    "skip_lfs",
    "source_dir",
    "source_dir_local",
    "lefthook",
    "glob_matcher",
    "templates",
    "install_non_git_hooks",
    "no_auto_install",
    "$schema",
];

/// Keys of a hook that are handled or that only change what is shown.
const HOOK_KEYS: [&str; 9] = ["parallel", "piped", "follow", "jobs", "commands", "scripts", "skip", "only", "exclude"];

/// Keys of an entry that are handled.
const ENTRY_KEYS: [&str; 17] = [
    "run",
    "script",
    "runner",
    "args",
    "name",
    "tags",
    "glob",
    "file_types",
    "exclude",
    "root",
    "skip",
    "only",
    "env",
    "stage_fixed",
    "interactive",
    "use_stdin",
    "priority",
];

pub(super) fn import(files: &Files) -> Result<Option<Imported>, Error> {
    let is_local = |path: &str| path.contains("lefthook-local");
    let Some((path, text)) = files.iter().find(|(path, _)| !is_local(path)) else { return Ok(None) };
    let root = node(path, text)?;
    let mut imported = Imported { files: vec![path.clone()], ..Imported::default() };
    for local in files.keys().filter(|path| is_local(path)) {
        imported.leave_out(local, "the whole file", "it is personal: write its jobs to tidegate.local.toml");
    }
    for (key, value) in root.entries() {
        let place = format!("{path}:{}", value.line);
        match (key.as_str(), Event::from_name(key)) {
            (_, Some(event)) => hook(&mut imported, path, &root, event, value),
            ("extends" | "remotes" | "remote", _) => {
                imported.leave_out(
                    place,
                    format!("`{key}`"),
                    "jobs of other files are not read: import them one by one",
                );
            }
            ("rc", _) => {
                imported.leave_out(
                    place,
                    "`rc`",
                    "set it in your own settings, which no branch can change: docs/jobs.md",
                );
            }
            (key, _) if OWN_SETTINGS.contains(&key) => {}
            (key, None) => {
                let why =
                    if is_hook(value) { "tidegate does not install this hook" } else { "it is not a known setting" };
                imported.leave_out(place, format!("`{key}`"), why);
            }
        }
    }
    Ok(Some(imported))
}

fn is_hook(node: &Node) -> bool {
    ["jobs", "commands", "scripts"].iter().any(|key| node.get(key).is_some())
}

fn hook(imported: &mut Imported, file: &str, root: &Node, event: Event, node: &Node) {
    for (key, value) in node.entries().iter().filter(|(key, _)| !HOOK_KEYS.contains(&key.as_str())) {
        imported.leave_out(format!("{file}:{}", value.line), format!("`{key}` of {event}"), reason_of_hook_key(key));
    }
    let empty: &[(String, Node)] = &[];
    let scope = Scope {
        file,
        event,
        nodes: vec![node],
        dialect: Dialect::of(root),
        templates: root.get("templates").map_or(empty, Node::entries),
        scripts: root.text_of("source_dir").unwrap_or(".lefthook"),
        names: String::new(),
    };
    entries(imported, &scope, node, Order::of(node));
}

fn reason_of_hook_key(key: &str) -> &'static str {
    match key {
        "files" => "a command cannot list the files of jobs",
        "exclude_tags" => "leave jobs out with `disable` in tidegate.local.toml, or with TIDEGATE_SKIP=tag:NAME",
        "setup" => "nothing runs before all jobs: write it as a job that the others need",
        "fail_on_changes" => "a job that changes files without `fixes` always fails",
        _ => "it is not a known setting",
    }
}

/// The order of the entries of a hook or group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Parallel,
    /// One after the other.
    Sequential,
    /// One after the other, until one fails.
    Piped,
}

impl Order {
    fn of(node: &Node) -> Self {
        if node.is_true("piped") {
            Self::Piped
        } else if node.is_true("parallel") {
            Self::Parallel
        } else {
            Self::Sequential
        }
    }
}

/// Adds the entries below a hook or group; returns the names of its jobs.
fn entries(imported: &mut Imported, scope: &Scope<'_>, node: &Node, order: Order) -> Vec<String> {
    let mut found: Vec<(String, &Node, Option<&str>)> = Vec::new();
    for (number, job) in node.get("jobs").map_or(&[][..], Node::items).iter().enumerate() {
        let name = job.text_of("name").map_or_else(|| default_name(job, number), str::to_owned);
        found.push((name, job, job.text_of("script")));
    }
    let mut named: Vec<_> = ["commands", "scripts"]
        .iter()
        .flat_map(|key| node.get(key).map_or(&[][..], Node::entries).iter().map(move |entry| (*key, entry)))
        .collect();
    // A number of 0 is the last.
    let priority = |node: &Node| match node.text_of("priority").and_then(|text| text.parse::<u32>().ok()) {
        None | Some(0) => u32::MAX,
        Some(number) => number,
    };
    named.sort_by_key(|(_, (_, node))| priority(node));
    for (key, (name, node)) in named {
        found.push((name.clone(), node, (key == "scripts").then_some(name.as_str())));
    }
    let is_alone = found.len() > 1 && order == Order::Sequential;
    let (mut all, mut before) = (Vec::new(), Vec::new());
    for (name, node, script) in found {
        let names = entry(imported, scope, &Entry { name: &name, node, script, is_alone, needs: &before });
        if order == Order::Piped && !names.is_empty() {
            before.clone_from(&names);
        }
        all.extend(names);
    }
    all
}

fn default_name(job: &Node, number: usize) -> String {
    let words = job.text_of("run").or_else(|| job.text_of("script")).unwrap_or_default();
    let is_part = |word: &&str| !word.starts_with(['-', '{']) && *word != "npx";
    let name: Vec<&str> = words.split_whitespace().filter(is_part).take(2).collect();
    if name.is_empty() { format!("job-{}", number + 1) } else { name.join("-") }
}

/// One entry of `jobs`, `commands` or `scripts`.
struct Entry<'a> {
    name: &'a str,
    node: &'a Node,
    script: Option<&'a str>,
    is_alone: bool,
    needs: &'a [String],
}

fn entry(imported: &mut Imported, scope: &Scope<'_>, entry: &Entry<'_>) -> Vec<String> {
    let Entry { name, node, .. } = *entry;
    let mut scope = scope.clone();
    if let Some(group) = node.get("group") {
        scope.names = format!("{}{name}/", scope.names);
        scope.nodes.push(node);
        let before = imported.jobs.get(&scope.event).map_or(0, Vec::len);
        let names = entries(imported, &scope, group, Order::of(group));
        // The first of a group that is piped, or all of it, wait for what the group needs.
        let jobs = imported.jobs.entry(scope.event).or_default();
        for job in jobs.iter_mut().skip(before).filter(|job| job.needs.is_empty()) {
            job.needs = entry.needs.to_vec();
        }
        return names;
    }
    let place = format!("{}:{}", scope.file, node.line);
    scope.nodes.push(node);
    for (key, value) in node.entries().iter().filter(|(key, _)| !ENTRY_KEYS.contains(&key.as_str())) {
        let place = format!("{}:{}", scope.file, value.line);
        imported.leave_out(place, format!("`{key}` of `{name}`"), reason_of_entry_key(key));
    }
    let mut job = Draft::new(&format!("{}{name}", scope.names), place.clone());
    let made = match entry.script {
        Some(path) => script(&scope, node, &Script { path }, &mut job),
        None => command(&scope, name, node, &mut job),
    };
    if let Err(why) = made {
        imported.leave_out(place, format!("the job `{name}` of {}", scope.event), why);
        return Vec::new();
    }
    if let Some(why) = filters::never_runs(&scope) {
        imported.leave_out(place, format!("the job `{name}` of {}", scope.event), why);
        return Vec::new();
    }
    filters::add(imported, &scope, name, &mut job);
    options(imported, &scope, node, &mut job);
    if entry.is_alone && !job.has("fixes") {
        job.value("parallel", &false);
    }
    job.needs = entry.needs.to_vec();
    vec![imported.add(scope.event, job)]
}

fn reason_of_entry_key(key: &str) -> &'static str {
    match key {
        "files" => "a command cannot list the files of a job",
        "fail_text" => "a job that fails is shown with its output",
        "follow" => "the output of a job is shown when it has ended",
        "timeout" => "write it as `timeout = \"2m\"`",
        _ => "it is not a known setting",
    }
}

/// The keys that change how a job runs.
fn options(imported: &mut Imported, scope: &Scope<'_>, node: &Node, job: &mut Draft) {
    if node.is_true("stage_fixed") && !job.has("fixes") {
        if matches!(scope.event, Event::PreCommit | Event::PreMergeCommit) {
            job.value("fixes", &true);
        } else {
            let what = format!("`stage_fixed` of `{}`", job.name);
            imported.leave_out(&job.place, what, format!("nothing can be staged at {}", scope.event));
        }
    }
    if node.is_true("interactive") {
        job.value("interactive", &true);
    } else if node.is_true("use_stdin") {
        job.text("stdin", "hook");
    }
    job.texts("tags", &node.get("tags").map(Node::texts).unwrap_or_default());
    let mut variables: Vec<(String, String)> = Vec::new();
    for env in scope.nodes.iter().filter_map(|node| node.get("env")) {
        for (name, value) in env.entries() {
            let text = if let Value::Text(text) = &value.value { text.clone() } else { String::new() };
            variables.retain(|(other, _)| other != name);
            variables.push((name.clone(), text));
        }
    }
    job.variables(&variables);
}

#[cfg(test)]
mod tests {
    use super::super::Manager::Lefthook;
    use super::super::read::tests::check;

    #[test]
    fn commands_become_jobs() {
        let text = "pre-commit:\n  parallel: true\n  commands:\n    lint:\n      glob: \"*.{js,ts}\"\n      run: npx eslint {staged_files}\n      tags: [js]\n    fmt:\n      priority: 1\n      run: prettier --write {staged_files} && git add {staged_files}\n    count:\n      root: web/\n      run: ls {staged_files} | wc -l\n      skip: [merge, {ref: wip/*}]\n      env:\n        A: b\n";
        let expected = "\
[[hooks.pre-commit.jobs]]
name = \"fmt\"
fixes = true
run = [\"prettier\", \"--write\", \"{files}\"]

[[hooks.pre-commit.jobs]]
name = \"lint\"
run = [\"npx\", \"eslint\", \"{files}\"]
files = [\"*.{js,ts}\"]
tags = [\"js\"]

[[hooks.pre-commit.jobs]]
name = \"count\"
shell = 'ls \"$@\" | wc -l'
root = \"web\"
skip = [\"merge\", \"branch:wip/*\"]
env = { A = \"b\" }
";
        check(Lefthook, &[("lefthook.yml", text)], expected, &[]);
    }

    #[test]
    fn groups_scripts_and_order_are_kept() {
        let text = "commit-msg:\n  jobs:\n    - name: one\n      run: a {1}\n    - group:\n        piped: true\n        jobs:\n          - script: check.sh\n            runner: bash\n          - run: b\n      name: rest\n      env: { X: '1' }\n";
        let expected = "\
[[hooks.commit-msg.jobs]]
name = \"one\"
run = [\"a\", \"{1}\"]
parallel = false

[[hooks.commit-msg.jobs]]
name = \"rest/check.sh\"
run = [\"bash\", \".lefthook/commit-msg/check.sh\", \"{0}\"]
env = { X = \"1\" }

[[hooks.commit-msg.jobs]]
name = \"rest/b\"
run = [\"b\"]
env = { X = \"1\" }
needs = [\"rest/check.sh\"]
";
        check(Lefthook, &[("lefthook.yml", text)], expected, &[]);
    }

    #[test]
    fn what_cannot_be_expressed_is_named() {
        let text = "extends: [a.yml]\nfix:\n  commands: {a: {run: x}}\npre-commit:\n  commands:\n    all:\n      run: x {all_files}\n    off:\n      run: y\n      skip: true\n    quoted:\n      run: z \"{staged_files}\" | tee\n    stages:\n      run: w && git add .\n    text:\n      run: v\n      fail_text: no\n      exclude: '\\d+'\n      only: [{run: test}]\n";
        let expected = "[[hooks.pre-commit.jobs]]\nname = \"text\"\nrun = [\"v\"]\nparallel = false\n";
        check(
            Lefthook,
            &[("lefthook.yml", text), ("lefthook-local.yml", "")],
            expected,
            &[
                "lefthook-local.yml: the whole file: it is personal: write its jobs to tidegate.local.toml",
                "lefthook.yml:1: `extends`: jobs of other files are not read: import them one by one",
                "lefthook.yml:3: `fix`: tidegate does not install this hook",
                "lefthook.yml:7: the job `all` of pre-commit: a job of pre-commit has nothing like `{all_files}`",
                "lefthook.yml:9: the job `off` of pre-commit: it is switched off with `skip: true`",
                "lefthook.yml:12: the job `quoted` of pre-commit: the list of files is a part of an argument, or in quotes",
                "lefthook.yml:14: the job `stages` of pre-commit: it runs `git add`: tidegate stages what a job with `fixes` has changed",
                "lefthook.yml:17: `fail_text` of `text`: a job that fails is shown with its output",
                "lefthook.yml:18: `exclude: \\d+` of `text`: this regular expression has no equal pattern; the job is written without it",
                "lefthook.yml:19: `only: run: test` of `text`: this condition is unknown; the job is written without it",
            ],
        );
    }
}
