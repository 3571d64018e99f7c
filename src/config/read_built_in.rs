//! `use`: a check of tidegate that a job uses, with its options.

use super::read_jobs::span_of;
use super::read_rules::{PATTERN_LIMIT, reason};
use super::table::{Reader, Table};
use crate::builtin::{self, CommitMessage, Options};
use crate::hooks::Event;
use crate::tasks::{Action, BuiltIn, Job};
use crate::text::words;
use toml::de::DeValue;

/// The keys that only one check has, with its id.
const OPTIONS: [(&str, &str); 4] = [
    ("max-kb", "large-files"),
    ("branches", "protected-branches"),
    ("types", "commit-message"),
    ("pattern", "commit-message"),
];

/// The keys that only a program can have.
const OF_PROGRAMS: [&str; 6] = ["env", "timeout", "stdin", "interactive", "git-env", "needs-files"];

/// The largest `max-kb`: a file of 4 GiB.
const MAX_KB: u64 = 4 * 1024 * 1024;

impl Reader {
    /// `use`, and the options of that check.
    pub(super) fn built_in(&mut self, table: &Table) -> Option<BuiltIn> {
        let (id, span) = self.text(table, "use")?;
        let Some(check) = builtin::find(&id) else {
            self.one_of(span, &format!("unknown check `{id}`"), &id, BuiltIn::ids());
            return None;
        };
        let mut options = Options::default();
        if let Some(bytes) = self.max_bytes(table) {
            options.max_bytes = bytes;
        }
        if table.entries.contains_key("branches") {
            options.branches = self.some_words(table, "branches");
        }
        let types = self.some_words(table, "types");
        if !types.is_empty() {
            options.message = CommitMessage::Conventional { types };
        }
        if let Some(pattern) = self.message_pattern(table) {
            options.message = CommitMessage::Pattern(pattern);
        }
        if table.entries.contains_key("types") && table.entries.contains_key("pattern") {
            let message = "a job has both `types` and `pattern`";
            self.problem(span_of(table, "pattern"), message, "a message has one form", "remove one of them");
        }
        Some(BuiltIn { check, options })
    }

    /// Reports options without the check that has them, and what no check has.
    pub(super) fn options_fit(&mut self, action: &Action, table: &Table) {
        let used = if let Action::Use(used) = action { Some(used.check.id) } else { None };
        // Jobs that start a program have types of files.
        let is_foreign = |(key, id): &(&str, &str)| used != Some(*id) && (used.is_some() || *key != "types");
        for (key, id) in OPTIONS.into_iter().filter(|option| table.entries.contains_key(option.0) && is_foreign(option))
        {
            let (message, label) = match used {
                Some(used) => (format!("the check `{used}` has no option `{key}`"), "an option of another check"),
                None => (format!("a job without `use` cannot have `{key}`"), "an option of a check"),
            };
            self.problem(span_of(table, key), message, label, format!("remove the key, or write `use = \"{id}\"`"));
        }
        let Some(id) = used else { return };
        for key in OF_PROGRAMS.into_iter().filter(|key| table.entries.contains_key(*key)) {
            let message = format!("a job that uses `{id}` cannot have `{key}`");
            self.problem(span_of(table, key), message, "a check starts no program", "remove the key");
        }
    }

    /// Reports a check at a hook that has nothing for it, and `fixes` of one that fixes nothing.
    pub(super) fn use_fits(&mut self, event: Event, job: &Job, used: &BuiltIn, table: &Table) {
        let id = used.check.id;
        let hooks: &[Event] = if used.is_of_message() {
            &[Event::CommitMsg]
        } else if used.is_of_branch() {
            &[Event::PreCommit, Event::PreMergeCommit]
        } else {
            &[Event::PreCommit, Event::PreMergeCommit, Event::PrePush]
        };
        if !hooks.contains(&event) {
            let names: Vec<String> = hooks.iter().map(|hook| format!("[[hooks.{hook}.jobs]]")).collect();
            let help = format!("move the job to {}", words::list(&names, names.len()));
            let message = format!("a job of {event} cannot use `{id}`");
            self.problem(span_of(table, "use"), message, "not a check of this hook", help);
        }
        if job.fixes && used.check.fix.is_none() && event.is_checked() {
            let fixing = builtin::CHECKS.iter().filter(|check| check.fix.is_some());
            let fixing: Vec<String> = fixing.map(|check| check.id.to_owned()).collect();
            let label = format!("only {} can fix files", words::list(&fixing, fixing.len()));
            self.problem(span_of(table, "fixes"), format!("`{id}` cannot fix files"), label, "remove `fixes`");
        }
        let unread: &[&str] = if used.is_of_message() || used.is_of_branch() {
            &["root", "files", "exclude", "sees"]
        } else if used.is_of_names() {
            &["sees"]
        } else {
            &[]
        };
        // A hook about no files reports the others itself.
        let unread = unread.iter().filter(|key| event.is_checked() || **key == "root");
        for key in unread.filter(|key| table.entries.contains_key(**key)) {
            let message = format!("a job that uses `{id}` cannot have `{key}`");
            self.problem(span_of(table, key), message, "the check reads no files", "remove the key");
        }
    }

    fn max_bytes(&mut self, table: &Table) -> Option<u64> {
        let value = table.entries.get("max-kb")?;
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong_type(value.span(), &table.name("max-kb"), "a number", value.get_ref());
            return None;
        };
        let kilobytes = u64::from_str_radix(number.as_str(), number.radix()).ok();
        let found = kilobytes.filter(|kilobytes| (1..=MAX_KB).contains(kilobytes));
        if found.is_none() {
            self.problem(value.span(), "invalid `max-kb`", format!("expected a number from 1 to {MAX_KB}"), "");
        }
        found.map(|kilobytes| kilobytes * 1024)
    }

    /// A list of words, at least one where it is written.
    fn some_words(&mut self, table: &Table, key: &str) -> Vec<String> {
        let written = self.list(table, key);
        let is_list = table.entries.get(key).is_some_and(|value| matches!(value.get_ref(), DeValue::Array(_)));
        if is_list && written.iter().all(|(word, _)| word.trim().is_empty()) {
            self.problem(span_of(table, key), format!("`{}` is empty", table.name(key)), "expected a name", "");
        }
        written.into_iter().map(|(word, _)| word).collect()
    }

    fn message_pattern(&mut self, table: &Table) -> Option<regex::Regex> {
        let (text, span) = self.text(table, "pattern")?;
        match regex::RegexBuilder::new(&text).size_limit(PATTERN_LIMIT).build() {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let cause = reason(&error);
                let help = "write it in single quotes, which keep backslashes: pattern = '^[A-Z]+-\\d+ '";
                self.problem(span, "the pattern is not a valid regular expression", cause, help);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[track_caller]
    fn check(event: &str, keys: &str, expected: &[(&str, &str)]) {
        let text = format!("[[hooks.{event}.jobs]]\nname = 'a'\n{keys}");
        let problems = read::settings(&text).err().unwrap_or_default();
        let found: Vec<_> =
            problems.first.iter().map(|problem| (&text[problem.span.clone()], problem.message.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn reads_checks_with_their_options() {
        check(
            "pre-commit",
            "use = 'final-newline'\nfixes = true\nfiles = ['*.rs']\nroot = 'x'\nsees = 'staged'\n",
            &[],
        );
        check("pre-push", "use = 'large-files'\nmax-kb = 1_000\n", &[]);
        check("pre-merge-commit", "use = 'protected-branches'\nbranches = ['main', 'release/*']\n", &[]);
        check("commit-msg", "use = 'commit-message'\ntypes = ['feat']\n", &[]);
        check("commit-msg", "use = 'commit-message'\npattern = '^[A-Z]+'\n", &[]);
        check("pre-commit", "use = 'case-collisions'\nexclude = ['x/']\nparallel = false\n", &[]);
    }

    #[test]
    fn reports_what_no_check_is_or_has() {
        check("pre-commit", "use = 'final-newlin'\n", &[("'final-newlin'", "unknown check `final-newlin`")]);
        check("pre-commit", "use = 1\n", &[("1", "`hooks.pre-commit.jobs.use` must be a string")]);
        check(
            "pre-commit",
            "use = 'final-newline'\nrun = ['a']\n",
            &[("'final-newline'", "a job has both `run` and `use`")],
        );
        check(
            "pre-commit",
            "use = 'json-syntax'\nmax-kb = 3\n",
            &[("3", "the check `json-syntax` has no option `max-kb`")],
        );
        check("pre-commit", "run = ['a']\npattern = 'x'\n", &[("'x'", "a job without `use` cannot have `pattern`")]);
        check(
            "pre-commit",
            "use = 'json-syntax'\nenv = { A = 'b' }\n",
            &[("{ A = 'b' }", "a job that uses `json-syntax` cannot have `env`")],
        );
        check("pre-commit", "use = 'large-files'\nmax-kb = 0\n", &[("0", "invalid `max-kb`")]);
        check("pre-commit", "use = 'large-files'\nmax-kb = -5\n", &[("-5", "invalid `max-kb`")]);
        check(
            "pre-commit",
            "use = 'large-files'\nmax-kb = '5'\n",
            &[("'5'", "`hooks.pre-commit.jobs.max-kb` must be a number")],
        );
        check(
            "commit-msg",
            "use = 'commit-message'\ntypes = []\n",
            &[("[]", "`hooks.commit-msg.jobs.types` is empty")],
        );
        check(
            "commit-msg",
            "use = 'commit-message'\npattern = '('\n",
            &[("'('", "the pattern is not a valid regular expression")],
        );
        check(
            "commit-msg",
            "use = 'commit-message'\npattern = 'a'\ntypes = ['a']\n",
            &[("'a'", "a job has both `types` and `pattern`")],
        );
    }

    #[test]
    fn reports_a_check_at_a_hook_that_has_nothing_for_it() {
        check(
            "pre-commit",
            "use = 'commit-message'\n",
            &[("'commit-message'", "a job of pre-commit cannot use `commit-message`")],
        );
        check(
            "pre-push",
            "use = 'protected-branches'\n",
            &[("'protected-branches'", "a job of pre-push cannot use `protected-branches`")],
        );
        check(
            "post-commit",
            "use = 'final-newline'\n",
            &[("'final-newline'", "a job of post-commit cannot use `final-newline`")],
        );
        check("pre-commit", "use = 'json-syntax'\nfixes = true\n", &[("true", "`json-syntax` cannot fix files")]);
        check(
            "pre-push",
            "use = 'final-newline'\nfixes = true\n",
            &[("true", "a job of pre-push cannot have `fixes`")],
        );
        check(
            "pre-commit",
            "use = 'protected-branches'\nfiles = ['x']\n",
            &[("['x']", "a job that uses `protected-branches` cannot have `files`")],
        );
        check(
            "commit-msg",
            "use = 'commit-message'\nroot = 'x'\nfiles = ['x']\n",
            &[
                ("'x'", "a job that uses `commit-message` cannot have `root`"),
                ("['x']", "a job of commit-msg cannot have `files`"),
            ],
        );
    }
}
