//! Runs the steps of a workflow or a composite action as GitHub Actions does on Linux: each
//! script by `bash --noprofile --norc -eo pipefail`, with its variables and files, until one
//! fails, and then those that ask for a failure. Actions of others are not run; what they would
//! be given is kept.

use crate::support::{CommandResult, World, tidegate_binary};
use saphyr::{LoadableYamlNode as _, Yaml};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A machine that runs jobs in the top of a world.
pub(crate) struct Machine<'a> {
    world: &'a World,
    folder: PathBuf,
    /// Contexts by their names, e.g. `github.event.before`.
    contexts: BTreeMap<String, String>,
    variables: Vec<(String, String)>,
}

/// What a job did.
#[derive(Default)]
pub(crate) struct Job {
    /// Each script that ran, by the name of its step.
    pub(crate) steps: Vec<(String, CommandResult)>,
    /// The summary.
    pub(crate) summary: String,
    /// What steps put out, `step.name` to value.
    pub(crate) outputs: BTreeMap<String, String>,
    /// The files of artifacts, by name.
    pub(crate) artifacts: BTreeMap<String, String>,
}

impl<'a> Machine<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        let folder = world.root().join("runner");
        let programs = folder.join("programs");
        std::fs::create_dir_all(&programs).unwrap();
        std::fs::create_dir_all(folder.join("temp")).unwrap();
        // Nothing is installed for a test: who asks for it is noted.
        executable(&programs.join("sudo"), &format!("echo \"sudo $*\" >>{}", folder.join("asked").display()));
        let archive = "tidegate-x86_64-unknown-linux-gnu.tar.gz";
        let download = format!(
            "echo \"gh $*\" >>{}\ncase $1 in\nrelease)\n  mkdir x && printf '#!/bin/sh\\n' >x/tidegate && chmod +x x/tidegate\n  \
             tar -czf {archive} x && rm -r x\n  ;;\nesac",
            folder.join("asked").display()
        );
        executable(&programs.join("gh"), &download);
        let mut machine = Self { world, folder, contexts: BTreeMap::new(), variables: Vec::new() };
        let temp = machine.folder.join("temp").display().to_string();
        machine = machine.context("runner.temp", &temp).context("github.token", "secret");
        machine = machine.variable("RUNNER_TEMP", &temp).variable("GITHUB_ACTIONS", "true");
        machine = machine.variable("GITHUB_REPOSITORY", "ada/app");
        let workspace = world.top().display().to_string();
        machine.variable("GITHUB_WORKSPACE", &workspace)
    }

    /// With the value of a context.
    pub(crate) fn context(mut self, name: &str, value: &str) -> Self {
        self.contexts.insert(name.to_owned(), value.to_owned());
        self
    }

    /// With an environment variable, which holds over what a file says.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With the built program and those of a folder on PATH.
    pub(crate) fn path(self, folder: Option<&Path>) -> Self {
        let own = Path::new(tidegate_binary()).parent().unwrap();
        let folders = [own.to_owned()].into_iter().chain(folder.map(Path::to_owned));
        self.programs(folders)
    }

    /// With only these folders before the system's on PATH.
    pub(crate) fn programs(self, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        let stubs = self.folder.join("programs");
        let all = [stubs].into_iter().chain(folders).chain(["/usr/bin".into(), "/bin".into()]);
        let path = std::env::join_paths(all).unwrap();
        self.variable("PATH", path.to_str().unwrap())
    }

    /// What was asked of `sudo` and `gh`.
    pub(crate) fn asked(&self) -> String {
        std::fs::read_to_string(self.folder.join("asked")).unwrap_or_default()
    }

    /// Runs a job of a workflow.
    pub(crate) fn job(self, workflow: &str, job: &str) -> Job {
        let workflow = Yaml::load_from_str(workflow).unwrap().remove(0);
        assert_eq!(workflow["defaults"]["run"]["shell"].as_str(), Some("bash"));
        let job = &workflow["jobs"][job];
        assert_eq!(job["timeout-minutes"].as_integer(), Some(5));
        let given: Vec<String> = self.variables.iter().map(|(name, _)| name.clone()).collect();
        let mut machine = self;
        for (name, value) in pairs(job, "env").into_iter().filter(|(name, _)| !given.contains(name)) {
            machine = machine.variable(&name, &value);
        }
        machine.steps(&job["steps"])
    }

    /// Runs a composite action with inputs; those that are not given have their defaults.
    pub(crate) fn action(self, action: &str, inputs: &[(&str, &str)]) -> Job {
        let action = Yaml::load_from_str(action).unwrap().remove(0);
        let mut machine = self;
        for (name, input) in action["inputs"].as_mapping().unwrap() {
            let name = name.as_str().unwrap();
            let given = inputs.iter().find(|(input, _)| *input == name).map(|(_, value)| *value);
            let value = given.unwrap_or_else(|| input["default"].as_str().unwrap());
            machine = machine.context(&format!("inputs.{name}"), value);
        }
        machine.steps(&action["runs"]["steps"])
    }

    fn steps(mut self, steps: &Yaml) -> Job {
        for name in ["summary", "output", "path"] {
            let file = self.folder.join(name);
            std::fs::write(&file, "").unwrap();
            let variable = if name == "summary" { "STEP_SUMMARY".to_owned() } else { name.to_uppercase() };
            self = self.variable(&format!("GITHUB_{variable}"), file.to_str().unwrap());
        }
        let mut job = Job::default();
        for step in steps.as_sequence().unwrap() {
            let condition = text(step, "if").unwrap_or("success()");
            let asks_for_failure = condition.contains("failure()");
            if asks_for_failure != job.has_failed() || !self.holds(condition) {
                continue;
            }
            match text(step, "uses") {
                Some(uses) if uses.starts_with("actions/checkout@") => {}
                Some(uses) if uses.starts_with("actions/upload-artifact@") => {
                    job.artifacts = files(Path::new(&self.filled(step["with"]["path"].as_str().unwrap())));
                }
                Some(uses) => panic!("{uses} is not known here"),
                None => self.script(step, &mut job),
            }
        }
        job.summary = std::fs::read_to_string(self.folder.join("summary")).unwrap();
        job
    }

    fn script(&mut self, step: &Yaml, job: &mut Job) {
        let script = self.folder.join("script.sh");
        std::fs::write(&script, step["run"].as_str().unwrap()).unwrap();
        let folder = self.filled(text(step, "working-directory").unwrap_or("."));
        let mut view = self.world.from_folder(folder);
        for (name, value) in pairs(step, "env").into_iter().map(|(name, value)| (name, self.filled(&value))) {
            view = view.with(name, value);
        }
        for (name, value) in &self.variables {
            // `${{ env.X }}` of a step overrides the one of the job.
            if !pairs(step, "env").iter().any(|(own, _)| own == name) {
                view = view.with(name, value);
            }
        }
        let ran = view.run("bash", &["--noprofile", "--norc", "-eo", "pipefail", script.to_str().unwrap()]);
        job.steps.push((step["name"].as_str().unwrap().to_owned(), ran));
        for line in self.taken("output").lines() {
            let (name, value) = line.split_once('=').unwrap();
            job.outputs.insert(name.to_owned(), value.to_owned());
        }
        for line in self.taken("path").lines() {
            let path = self.variables.iter_mut().find(|(name, _)| name == "PATH").unwrap();
            path.1 = format!("{line}:{}", path.1);
        }
    }

    /// Reads and empties one of the files that a step writes to.
    fn taken(&self, name: &str) -> String {
        let text = std::fs::read_to_string(self.folder.join(name)).unwrap();
        std::fs::write(self.folder.join(name), "").unwrap();
        text
    }

    /// A text with the values of its expressions.
    fn filled(&self, text: &str) -> String {
        let expression = regex::Regex::new(r"\$\{\{ (.*?) \}\}").unwrap();
        let value = |found: &regex::Captures<'_>| {
            let values = found[1].split(" || ").map(|name| self.value(name));
            values.into_iter().find(|value| !value.is_empty()).unwrap_or_default()
        };
        expression.replace_all(text, value).into_owned()
    }

    fn value(&self, name: &str) -> String {
        if let Some(variable) = name.strip_prefix("env.") {
            let found = self.variables.iter().rfind(|(name, _)| name == variable);
            return found.map(|(_, value)| value.clone()).unwrap_or_default();
        }
        let is_known = name.starts_with("github.event.") || self.contexts.contains_key(name);
        assert!(is_known, "`{name}` has no value here");
        self.contexts.get(name).cloned().unwrap_or_default()
    }

    fn holds(&self, condition: &str) -> bool {
        condition.split(" && ").all(|part| match part.split_once(" == ") {
            Some((name, value)) => self.value(name) == value.trim_matches('\''),
            None => ["success()", "failure()"].contains(&part),
        })
    }
}

impl Job {
    pub(crate) fn has_failed(&self) -> bool {
        self.steps.iter().any(|(_, ran)| ran.code != Some(0))
    }

    /// Everything that its steps said.
    pub(crate) fn log(&self) -> String {
        self.steps.iter().map(|(name, ran)| format!("## {name}\n{}", ran.text())).collect()
    }
}

/// A script that does this.
pub(crate) fn executable(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn text<'a>(node: &'a Yaml<'_>, key: &str) -> Option<&'a str> {
    node.as_mapping_get(key).and_then(Yaml::as_str)
}

fn pairs(node: &Yaml, key: &str) -> Vec<(String, String)> {
    let Some(mapping) = node.as_mapping_get(key).and_then(Yaml::as_mapping) else { return Vec::new() };
    let text = |node: &Yaml| node.as_str().expect("a text").to_owned();
    mapping.iter().map(|(name, value)| (text(name), text(value))).collect()
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), String::from_utf8(std::fs::read(entry.path()).unwrap()).unwrap())
        })
        .collect()
}
