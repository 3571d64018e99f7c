//! The part of the settings that a user has to agree to: it makes hooks run more than reading.

use super::{Engine, ReplaySettings, Settings, VerifyAt};
use crate::text::{RelPath, hex};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The replays that hooks make. Settings that mean the same here have the same [fingerprint](Self::fingerprint), whatever else is
/// in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HookRuns {
    /// The whole repository first, then projects by path; empty if no hook runs anything.
    runs: Vec<HookRun>,
}

/// The replays of a project, or of every project without settings of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookRun {
    /// The folder of the project; the top for the whole repository.
    pub project: RelPath,
    /// Its migrations folder, if the settings name it.
    pub folder: Option<RelPath>,
    pub at: VerifyAt,
    pub engine: Engine,
    pub before: Vec<RelPath>,
    pub extensions: Vec<String>,
    pub after_platform: Vec<RelPath>,
    /// The program that runs the migrations, with its arguments; empty if tidegate runs SQL files.
    pub command: Vec<String>,
}

impl HookRun {
    /// Whether no hook replays, and a replay by hand starts no program.
    fn is_off(&self) -> bool {
        self.at == VerifyAt::Off && self.command.is_empty()
    }
}

impl HookRuns {
    /// Whether hooks only read, and no replay starts a program of the settings.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The replays that are on, and those that start a program.
    pub fn iter(&self) -> impl Iterator<Item = &HookRun> {
        self.runs.iter().filter(|run| !run.is_off())
    }

    /// Whether a replay starts a program of the settings.
    pub fn have_command(&self) -> bool {
        self.runs.iter().any(|run| !run.command.is_empty())
    }

    /// A hash of all of it.
    pub fn fingerprint(&self) -> String {
        let values = |run: &HookRun| {
            let HookRun { project, folder, at, engine, before, extensions, after_platform, command } = run;
            json!([project, folder, at.name(), engine.name(), before, extensions, after_platform, command])
        };
        // Texts and lists as JSON: no two values look the same.
        let runs: Vec<Value> = self.runs.iter().map(values).collect();
        hex(Sha256::digest(json!(["hook runs 2", runs]).to_string()))
    }
}

impl Settings {
    /// A hash of what a merge driver runs with these settings, which replays every project whose schema file it merges.
    pub fn merge_fingerprint(&self) -> String {
        let mut all = self.clone();
        all.replay.at = Some(VerifyAt::PreCommit);
        for project in &mut all.projects {
            project.replay.at = None;
        }
        hex(Sha256::digest(json!(["merge driver 1", all.hook_runs().fingerprint()]).to_string()))
    }

    /// Returns what hooks run with these settings.
    pub fn hook_runs(&self) -> HookRuns {
        let whole = run(RelPath::default(), None, &self.replay);
        let is_below_another = |root: &RelPath| {
            self.projects.iter().any(|other| !other.spec.root.is_top() && root.below(&other.spec.root).is_some())
        };
        let mut runs: Vec<HookRun> = Vec::new();
        for project in &self.projects {
            let spec = &project.spec;
            let own = run(spec.root.clone(), spec.folder.clone(), &self.replay.with(Some(&project.replay)));
            let is_inherited = HookRun { project: RelPath::default(), folder: None, ..own.clone() } == whole;
            // A project that only repeats what holds for all of them makes no difference.
            if !is_inherited || is_below_another(&spec.root) {
                runs.push(own);
            }
        }
        runs.sort_by(|one, other| (&one.project, &one.folder).cmp(&(&other.project, &other.folder)));
        runs.insert(0, whole);
        // A project that is off counts as long as something is on: to leave it out would turn it on.
        if runs.iter().all(HookRun::is_off) {
            runs.clear();
        }
        HookRuns { runs }
    }
}

fn run(project: RelPath, folder: Option<RelPath>, replay: &ReplaySettings) -> HookRun {
    HookRun {
        project,
        folder,
        at: replay.at.unwrap_or_default(),
        engine: replay.engine.unwrap_or_default(),
        before: replay.before.clone().unwrap_or_default(),
        extensions: replay.extensions.clone().unwrap_or_default(),
        after_platform: replay.after_platform.clone().unwrap_or_default(),
        command: replay.command.clone().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn runs(text: &str) -> HookRuns {
        read::settings(text).expect("valid settings").hook_runs()
    }

    const ON: &str = "verify.at = 'pre-push'\n";

    #[test]
    fn settings_without_a_replay_run_nothing() {
        for text in [
            "",
            "verify.at = 'off'",
            "replay.before = ['a.sql']\nreplay.extensions = ['x']",
            "[[projects]]\npath = 'a'",
        ] {
            assert!(runs(text).is_empty(), "{text}");
        }
        assert!(!runs(ON).is_empty() && !runs("[[projects]]\npath = 'a'\nverify.at = 'pre-commit'").is_empty());
    }

    #[test]
    fn only_what_runs_is_part_of_the_fingerprint() {
        let on = runs(ON).fingerprint();
        for same in [
            "verify = { at = 'pre-push', schemas = ['public'] }\n",
            "# text\nverify.at = \"pre-push\"\nreplay.engine = 'auto'\nreplay.before = []\n",
            "preset = 'strict'\nignore = ['a']\nschema = 'db/s.sql'\npostgres = 15\nverify.at = 'pre-push'\nrules.frozen = 'off'\n",
            "verify.at = 'pre-push'\n[[projects]]\npath = 'a'\nverify.at = 'pre-push'\n[[projects]]\npath = 'b'\n",
        ] {
            assert_eq!(runs(same).fingerprint(), on, "{same}");
        }
        let others = [
            "verify.at = 'pre-commit'\n",
            "verify.at = 'pre-push'\nreplay.engine = 'url'\n",
            "verify.at = 'pre-push'\nreplay.before = ['a.sql']\n",
            "verify.at = 'pre-push'\nreplay.after-platform = ['a.sql']\n",
            "verify.at = 'pre-push'\nreplay.extensions = ['a.sql']\n",
            "verify.at = 'pre-push'\nreplay.extensions = ['a.sql', 'b']\n",
            "verify.at = 'pre-push'\nreplay.extensions = ['a.sql,b']\n",
            "verify.at = 'pre-push'\nreplay.command = ['a']\n",
            "verify.at = 'pre-push'\nreplay.command = ['a', 'b']\n",
            "verify.at = 'pre-push'\nreplay.command = ['a b']\n",
            "replay.command = ['a']\n",
            "verify.at = 'pre-push'\n[[projects]]\npath = 'a'\nverify.at = 'off'\n",
            "verify.at = 'pre-push'\n[[projects]]\npath = 'a'\nverify.at = 'off'\n[[projects]]\npath = 'a/b'\n",
            "verify.at = 'pre-push'\n[[projects]]\npath = 'a'\nverify.at = 'off'\n[[projects]]\npath = 'a/b'\nverify.at = 'pre-push'\n",
            "[[projects]]\npath = 'a'\nverify.at = 'pre-push'\n",
            "[[projects]]\npath = 'b'\nverify.at = 'pre-push'\n",
            "[[projects]]\npath = 'b'\nmigrations = 'c'\nverify.at = 'pre-push'\n",
            "[[projects]]\npath = 'b'\nverify.at = 'pre-push'\nreplay.before = ['a.sql']\n",
        ];
        // The ninth entry means what the tenth says: each has its own place here.
        let mut seen: Vec<String> = vec![on];
        for other in others {
            let fingerprint = runs(other).fingerprint();
            let is_known = seen.contains(&fingerprint);
            assert_eq!(is_known, other.contains("'a/b'\nverify"), "{other}");
            seen.push(fingerprint);
        }
    }
}
