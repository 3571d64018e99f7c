//! `[hooks]`: the repository's own commands.

use super::keys::{self, Key};
use super::read::keys_of;
use super::table::{Reader, Table};
use super::values;
use crate::builtin::{FileType, TYPES};
use crate::hooks::Event;
use crate::tasks::{Action, Condition, GitEnv, Job, Placeholder, Sees, Stdin, Terminal};
use crate::text::{Globs, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use toml::Spanned;

/// Limit of the name of a job.
const NAME_LIMIT: usize = 60;

/// The form of names, for a label.
pub(super) const NAME_FORM: &str = "expected at most 60 letters, digits and `-_.:/`";

/// Whether a text can be the name of a job, or a tag.
pub(super) fn is_name(text: &str) -> bool {
    let is_valid = |letter: char| letter.is_ascii_alphanumeric() || "-_.:/".contains(letter);
    !text.is_empty() && text.len() <= NAME_LIMIT && text.chars().all(is_valid)
}

impl Reader {
    /// `[hooks]`: the jobs of each hook.
    pub(super) fn hooks(&mut self, top: &Table) -> BTreeMap<Event, Vec<Job>> {
        let Some(hooks) = self.table(top, "hooks") else { return BTreeMap::new() };
        let known: &'static [Key] = keys_of(keys::TOP, "hooks");
        self.known(&hooks, known);
        let mut found = BTreeMap::new();
        for (key, event) in known.iter().filter_map(|key| Some((key, Event::from_name(key.name)?))) {
            if let Some(hook) = self.table(&hooks, key.name) {
                self.known(&hook, keys_of(known, key.name));
                found.insert(event, self.jobs(event, &hook, true));
            }
        }
        found
    }

    /// The jobs of a hook; each has a name of its own. Where they are all, they need no other.
    pub(super) fn jobs(&mut self, event: Event, hook: &Table, are_all: bool) -> Vec<Job> {
        let (mut found, mut groups) = (Vec::new(), Vec::new());
        let mut names = BTreeSet::new();
        for table in self.tables(hook, "jobs") {
            self.known(&table, keys::JOBS.keys);
            let Some(job) = self.job(&table) else { continue };
            self.fit_of(event, &job, &table);
            self.options_fit(&job.action, &table);
            if let Action::Use(used) = &job.action {
                self.use_fits(event, &job, used, &table);
            }
            if !names.insert(job.name.clone()) {
                let message = format!("two jobs of this hook are named `{}`", job.name);
                self.problem(
                    span_of(&table, "name"),
                    message,
                    "an entry above has the same name",
                    "rename one of them",
                );
            }
            found.push((job.clone(), span_of(&table, "needs")));
            groups.push((job, self.text(&table, "group")));
        }
        if are_all {
            self.needed(&found);
        }
        self.grouped(event, hook, &mut groups);
        groups.into_iter().map(|(job, _)| job).collect()
    }

    pub(super) fn tags(&mut self, table: &Table) -> Vec<String> {
        let written = self.list(table, "tags");
        for (tag, span) in &written {
            if !is_name(tag) {
                self.problem(span.clone(), "invalid tag", NAME_FORM, "");
            }
        }
        written.into_iter().map(|(tag, _)| tag).collect()
    }

    pub(super) fn conditions(&mut self, table: &Table, key: &str) -> Vec<Condition> {
        let mut found = Vec::new();
        for (text, span) in self.list(table, key) {
            match Condition::read(&text) {
                Ok(condition) => found.push(condition),
                Err(reason) => self.problem(span, format!("invalid condition `{text}`"), reason, ""),
            }
        }
        found
    }

    fn job(&mut self, table: &Table) -> Option<Job> {
        let name = self.job_name(table);
        let action = self.action(table);
        let root = self.path(table, "root").unwrap_or_default();
        let (files, exclude) = (self.globs(table, "files"), self.globs(table, "exclude"));
        let needs_files = table.entries.contains_key("needs-files").then(|| self.globs(table, "needs-files"));
        let env = self.variables_of(table);
        let timeout = self.job_timeout(table);
        let sees = self.word(table, "sees", "value of `sees`", Sees::named, &Sees::NAMES).unwrap_or_default();
        let stdin = self.word(table, "stdin", "value of `stdin`", Stdin::named, &Stdin::NAMES).unwrap_or_default();
        let fixes = self.flag(table, "fixes").unwrap_or_default();
        let parallel = self.flag(table, "parallel").unwrap_or(true);
        let protected = self.flag(table, "protected").unwrap_or_default();
        let (needs, tags) = (self.texts(table, "needs"), self.tags(table));
        let (skip, only) = (self.conditions(table, "skip"), self.conditions(table, "only"));
        let terminal = if self.flag(table, "interactive") == Some(true) { Terminal::OfUser } else { Terminal::None };
        let git_env = if self.flag(table, "git-env") == Some(true) { GitEnv::Kept } else { GitEnv::Cleared };
        let types = if matches!(action, Some(Action::Use(_))) { Vec::new() } else { self.file_types(table) };
        let base = Job::new(name?, action?);
        Some(Job {
            root,
            files,
            exclude,
            needs_files,
            types,
            env,
            timeout,
            sees,
            stdin,
            terminal,
            git_env,
            fixes,
            parallel,
            protected,
            needs,
            tags,
            skip,
            only,
            ..base
        })
    }

    /// `types` of a job that starts a program.
    fn file_types(&mut self, table: &Table) -> Vec<&'static FileType> {
        let mut found = Vec::new();
        for (name, span) in self.list(table, "types") {
            if let Some(kind) = FileType::named(&name) {
                found.push(kind);
            } else {
                let known = TYPES.iter().map(|kind| kind.name);
                self.one_of(span, &format!("unknown type of files `{name}`"), &name, known);
            }
        }
        found
    }

    fn job_name(&mut self, table: &Table) -> Option<String> {
        let (name, span) = self.text(table, "name")?;
        if !is_name(&name) {
            self.problem(span, "invalid name of a job".to_owned(), NAME_FORM, "");
            return None;
        }
        Some(name)
    }

    /// `run`, `shell` or `use`, exactly one of them.
    fn action(&mut self, table: &Table) -> Option<Action> {
        let given: Vec<&str> =
            ["run", "shell", "use"].into_iter().filter(|key| table.entries.contains_key(*key)).collect();
        match given.as_slice() {
            ["run"] => self.command_line(table).map(Action::Run),
            ["shell"] => {
                let (line, span) = self.text(table, "shell")?;
                if line.trim().is_empty() || line.contains('\0') {
                    self.problem(span, format!("`{}` is empty", table.name("shell")), "expected a line for `sh`", "");
                    return None;
                }
                Some(Action::Shell(line))
            }
            [_] => self.built_in(table).map(Action::Use),
            [] => {
                let help = "add `run = [\"program\", \"{files}\"]`, `shell = \"...\"`, or `use = \"final-newline\"`";
                self.problem(table.span.clone(), "a job runs nothing", "expected `run`, `shell` or `use`", help);
                None
            }
            [first, second, ..] => {
                let message = format!("a job has both `{first}` and `{second}`");
                self.problem(span_of(table, second), message, "expected one of them", "remove one of them");
                None
            }
        }
    }

    /// `run`: a program and its arguments, in which placeholders may be.
    fn command_line(&mut self, table: &Table) -> Option<Vec<String>> {
        let words = self.list(table, "run");
        let program = words.first().map(|(word, _)| word.as_str());
        if program.is_none_or(|word| word.is_empty() || word.starts_with('{')) {
            let help = "name the program and its arguments, such as `[\"prettier\", \"--check\", \"{files}\"]`";
            let message = format!("`{}` names no program", table.name("run"));
            self.problem(span_of(table, "run"), message, "expected a list of texts", help);
            return None;
        }
        let mut lists = 0;
        for (word, span) in &words {
            lists += usize::from(matches!(Placeholder::of(word), Some(Placeholder::Files | Placeholder::Changed)));
            self.placeholders(word, span.clone());
        }
        if lists > 1 {
            let message = format!("`{}` has more than one list of files", table.name("run"));
            self.problem(span_of(table, "run"), message, "a long list is split, and two cannot be", "use one of them");
        }
        Some(words.into_iter().map(|(word, _)| word).collect())
    }

    /// Reports words in braces that stand for nothing.
    fn placeholders(&mut self, word: &str, span: Span) {
        if word.contains('\0') {
            self.problem(span, "an argument has a zero byte", "no program can be given one", "");
            return;
        }
        let list = Placeholder::NAMES.into_iter().find(|name| word.contains(name) && word != *name);
        if let Some(list) = list {
            let message = format!("`{list}` is only a part of an argument");
            self.problem(span, message, "it stands for several arguments", format!("write it alone: `\"{list}\"`"));
            return;
        }
        let name = word.strip_prefix('{').and_then(|word| word.strip_suffix('}'));
        let is_word = name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()));
        if is_word && Placeholder::of(word).is_none() && word != "{root}" {
            let known = Placeholder::NAMES.into_iter().chain(["{root}", "{1}"]);
            self.one_of(span, &format!("unknown placeholder `{word}`"), word, known);
        }
    }

    fn globs(&mut self, table: &Table, name: &str) -> Globs {
        let written = self.one_or_list(table, name);
        let patterns = written.iter().map(|(pattern, _)| pattern.clone()).collect();
        Globs::new(patterns).unwrap_or_else(|(number, reason)| {
            let (pattern, span) = &written[number];
            self.problem(span.clone(), format!("invalid pattern `{pattern}`: {reason}"), "not a pattern of files", "");
            Globs::default()
        })
    }

    /// `env`: texts by name.
    pub(super) fn variables_of(&mut self, table: &Table) -> BTreeMap<String, String> {
        let Some(variables) = self.table(table, "env") else { return BTreeMap::new() };
        let mut found = BTreeMap::new();
        for name in variables.entries.keys() {
            let text = name.get_ref().to_string();
            let Some((value, _)) = self.text(&variables, &text) else { continue };
            if text.is_empty() || text.contains(['=', '\0']) || value.contains('\0') {
                self.problem(name.span(), format!("invalid variable `{text}`"), "no process can have it", "");
            }
            found.insert(text, value);
        }
        found
    }

    fn job_timeout(&mut self, table: &Table) -> Duration {
        let Some((text, span)) = self.text(table, "timeout") else { return Job::TIMEOUT };
        let found = values::duration(&text).and_then(|found| found.to_std().ok());
        let label = match found {
            None => "expected a duration such as 90s or 5m",
            Some(found) if found.is_zero() => "expected at least 1s",
            Some(found) if found > Job::MAX_TIMEOUT => "expected at most 24h",
            Some(found) => return found,
        };
        self.problem(span, format!("invalid time limit `{text}`"), label, "");
        Job::TIMEOUT
    }

    /// One of several words.
    fn word<T>(
        &mut self,
        table: &Table,
        key: &str,
        what: &str,
        named: fn(&str) -> Option<T>,
        known: &[&'static str],
    ) -> Option<T> {
        let (text, span) = self.text(table, key)?;
        let found = named(&text);
        if found.is_none() {
            self.one_of(span, &format!("unknown {what} `{text}`"), &text, known.iter().copied());
        }
        found
    }
}

/// The place of a value, or of its table if it is missing.
pub(super) fn span_of(table: &Table, name: &str) -> Span {
    table.entries.get(name).map_or_else(|| table.span.clone(), Spanned::span)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::text::RelPath;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let text = format!("[[hooks.pre-commit.jobs]]\n{text}");
        let problems = read::settings(&text).err().unwrap_or_default();
        let found: Vec<_> =
            problems.first.iter().map(|problem| (&text[problem.span.clone()], problem.message.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn reads_jobs_in_their_order() {
        let text = "[[hooks.pre-commit.jobs]]\nname = 'b'\nrun = ['prettier', '{files}']\nfiles = ['*.ts']\n\
                    root = 'apps/web'\nenv = { CI = '1' }\ntimeout = '5m'\nsees = 'staged'\nstdin = 'files'\n\
                    [[hooks.pre-commit.jobs]]\nname = 'a'\nshell = 'make \"$@\"'\nexclude = '*.{md,txt}'\n\
                    [[hooks.pre-merge-commit.jobs]]\nname = 'a'\nrun = ['make']\n";
        let settings = read::settings(text).expect("valid settings");
        let jobs = settings.jobs_of(Event::PreCommit);
        assert_eq!(jobs.iter().map(|job| job.name.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(
            (jobs[0].timeout, jobs[0].sees, jobs[0].stdin),
            (Duration::from_mins(5), Sees::Staged, Stdin::Files)
        );
        assert_eq!(jobs[0].root, RelPath::from("apps/web"));
        assert!(jobs[0].gets_files() && jobs[1].gets_files() && jobs[1].timeout == Job::TIMEOUT);
        assert_eq!(settings.jobs_of(Event::PreMergeCommit).len(), 1);
        assert!(jobs[1].exclude.is_match(b"a/b.txt") && settings.jobs_of(Event::PrePush).is_empty());
    }

    #[test]
    fn reports_every_mistake_of_a_job() {
        check("name = 'a'\n", &[("[[hooks.pre-commit.jobs]]", "a job runs nothing")]);
        check("name = 'a'\nrun = ['a']\nshell = 'a'\n", &[("'a'", "a job has both `run` and `shell`")]);
        check("run = ['a']\n", &[("[[hooks.pre-commit.jobs]]", "`hooks.pre-commit.jobs.name` is missing")]);
        check("name = 'a b'\nrun = ['a']\n", &[("'a b'", "invalid name of a job")]);
        check("name = 'a'\nrun = []\n", &[("[]", "`hooks.pre-commit.jobs.run` names no program")]);
        check("name = 'a'\nrun = ['{files}']\n", &[("['{files}']", "`hooks.pre-commit.jobs.run` names no program")]);
        check(
            "name = 'a'\nrun = 'a b'\n",
            &[
                ("'a b'", "`hooks.pre-commit.jobs.run` must be a list of strings"),
                ("'a b'", "`hooks.pre-commit.jobs.run` names no program"),
            ],
        );
        check("name = 'a'\nrun = ['a', '{file}']\n", &[("'{file}'", "unknown placeholder `{file}`")]);
        check(
            "name = 'a'\nrun = ['a', '-f={files}']\n",
            &[("'-f={files}'", "`{files}` is only a part of an argument")],
        );
        check(
            "name = 'a'\nrun = ['a', '{files}', '{staged}']\n",
            &[("['a', '{files}', '{staged}']", "`hooks.pre-commit.jobs.run` has more than one list of files")],
        );
        check("name = 'a'\nrun = ['a', '{print $1}', '{}', '{root}/x', '{0}', '{2}']\n", &[]);
        check(
            "name = 'a'\nrun = ['a']\nfiles = ['*', '[']\n",
            &[("'['", "invalid pattern `[`: unclosed character class; missing ']'")],
        );
        check(
            "name = 'a'\nrun = ['a']\ntimeout = '2d'\nsees = 'x'\nstdin = 'y'\nfixxes = true\n",
            &[
                ("'2d'", "invalid time limit `2d`"),
                ("'x'", "unknown value of `sees` `x`"),
                ("'y'", "unknown value of `stdin` `y`"),
                ("fixxes", "unknown key `hooks.pre-commit.jobs.fixxes`"),
            ],
        );
        check(
            "name = 'a'\nrun = ['a']\nfixes = true\nsees = 'worktree'\n",
            &[("'worktree'", "a job with `fixes` cannot see the working tree")],
        );
        check("name = 'a'\nrun = ['a']\nenv = { 'A=B' = 'x' }\n", &[("'A=B'", "invalid variable `A=B`")]);
        check(
            "name = 'a'\nrun = ['a']\n[[hooks.pre-commit.jobs]]\nname = 'a'\nrun = ['b']\n",
            &[("'a'", "two jobs of this hook are named `a`")],
        );
        check(
            "name = 'a'\nrun = ['a', '{pushed}']\n",
            &[("['a', '{pushed}']", "a job of pre-commit has no `{pushed}`")],
        );
        check(
            "name = 'a'\nrun = ['a']\n[[hooks.pre-push.jobs]]\nname = 'b'\nrun = ['a', '{staged}']\nfixes = true\n",
            &[
                ("['a', '{staged}']", "a job of pre-push has no `{staged}`"),
                ("true", "a job of pre-push cannot have `fixes`"),
            ],
        );
        check(
            "name = 'a'\nrun = ['a']\nskip = ['merg']\nonly = ['branch:x/*']\ntags = ['a b']\n",
            &[("'merg'", "invalid condition `merg`"), ("'a b'", "invalid tag")],
        );
        check(
            "name = 'a'\nrun = ['a']\nneeds = ['c']\n[[hooks.pre-commit.jobs]]\nname = 'b'\nrun = ['b']\nneeds = ['b']\n",
            &[("['c']", "this hook has no job `c`"), ("['b']", "the job `b` needs itself")],
        );
        check(
            "name = 'a'\nrun = ['a']\n[[hooks.commit-msg.jobs]]\nname = 'b'\nrun = ['a', '{files}']\nfiles = ['x']\n",
            &[
                ("['a', '{files}']", "a job of commit-msg gets no files"),
                ("['x']", "a job of commit-msg cannot have `files`"),
            ],
        );
        check("name = 'a'\nrun = ['a']\n[hooks.pre-comit]\n", &[("pre-comit", "unknown key `hooks.pre-comit`")]);
    }
}
