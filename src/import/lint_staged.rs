//! lint-staged: commands by pattern.

use super::command_line::{may_fix, words};
use super::draft::{Draft, Imported};
use super::error::Error;
use super::extended_globs;
use super::files::{Files, node};
use super::manager::{LINT_STAGED_FILES, LINT_STAGED_PROGRAMS};
use super::node::{Node, Value};
use crate::hooks::Event;

pub(super) fn import(files: &Files) -> Result<Option<Imported>, Error> {
    let mut imported = Imported::default();
    Ok(add(&mut imported, Event::PreCommit, files)?.then_some(imported))
}

/// Adds the jobs of the configuration, if there is one.
pub(super) fn add(imported: &mut Imported, event: Event, files: &Files) -> Result<bool, Error> {
    for path in LINT_STAGED_FILES {
        let Some(text) = files.get(path) else { continue };
        let root = node(path, text)?;
        let own = if path == "package.json" { root.get("lint-staged") } else { Some(&root) };
        let Some(own) = own else { continue };
        imported.files.push(path.to_owned());
        patterns(imported, event, path, own);
        return Ok(true);
    }
    let Some(path) = LINT_STAGED_PROGRAMS.into_iter().find(|path| files.contains_key(*path)) else { return Ok(false) };
    imported.files.push(path.to_owned());
    let why = "it is a program, which tidegate does not run: write its commands as jobs";
    imported.leave_out(path, "the configuration of lint-staged", why);
    Ok(true)
}

fn patterns(imported: &mut Imported, event: Event, path: &str, own: &Node) {
    for (pattern, commands) in own.entries() {
        let place = format!("{path}:{}", commands.line);
        let Some((files, exclude)) = globs(pattern) else {
            let why = "tidegate has no equal pattern: write the job by hand";
            imported.leave_out(place, format!("the commands of `{pattern}`"), why);
            continue;
        };
        let mut needs: Vec<String> = Vec::new();
        for command in commands.items() {
            let Value::Text(line) = &command.value else {
                imported.leave_out(&place, format!("a command of `{pattern}`"), "it is not a text");
                continue;
            };
            let Some(mut line) = words(line).filter(|words| !words.is_empty()) else {
                imported.leave_out(&place, format!("`{line}` of `{pattern}`"), "it has an open quote, or no word");
                continue;
            };
            // tidegate stages what jobs fix.
            if line.starts_with(&["git".to_owned(), "add".to_owned()]) {
                continue;
            }
            let mut job = Draft::new(&name_of(&line), &place);
            let fixes = may_fix(&line);
            line.push("{files}".to_owned());
            job.texts("run", &line);
            job.texts("files", &files);
            job.texts("exclude", &exclude);
            if fixes {
                job.value("fixes", &true);
            }
            job.needs = needs;
            needs = vec![imported.add(event, job)];
        }
    }
}

/// The name of a job: its program, and the command of that program.
fn name_of(words: &[String]) -> String {
    let is_runner = |word: &&str| matches!(*word, "npx" | "npm" | "yarn" | "pnpm" | "bun" | "bunx" | "run" | "exec");
    let is_part = |word: &&str| !is_runner(word) && !word.starts_with('-') && !word.contains(['/', '=']);
    let names: Vec<&str> = words.iter().map(String::as_str).filter(is_part).take(1).collect();
    names.first().map_or_else(|| words.concat(), |name| (*name).to_owned())
}

/// The pattern as `files` and `exclude`; `None` if they cannot express it.
fn globs(pattern: &str) -> Option<(Vec<String>, Vec<String>)> {
    if let Some(negated) = pattern.strip_prefix('!').filter(|rest| !rest.starts_with('(')) {
        return Some((Vec::new(), vec![extended_globs::converted(negated)?]));
    }
    let converted = extended_globs::converted(pattern)?;
    // Every file.
    let is_all = matches!(converted.as_str(), "*" | "**" | "**/*");
    Some((if is_all { Vec::new() } else { vec![converted] }, Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::super::Manager::LintStaged;
    use super::super::read::tests::check;

    #[test]
    fn commands_of_a_pattern_run_one_after_the_other() {
        let text = "'*.{js,ts}':\n  - eslint --fix --max-warnings=0\n  - prettier --write\n'src/**/*.css': stylelint\n'!(*.test).js': x\n'*': bash -c 'tsc --noEmit'\n'!*.md': custom\n";
        let expected = "\
[[hooks.pre-commit.jobs]]
name = \"eslint\"
run = [\"eslint\", \"--fix\", \"--max-warnings=0\", \"{files}\"]
files = [\"*.{js,ts}\"]
fixes = true

[[hooks.pre-commit.jobs]]
name = \"prettier\"
run = [\"prettier\", \"--write\", \"{files}\"]
files = [\"*.{js,ts}\"]
fixes = true
needs = [\"eslint\"]

[[hooks.pre-commit.jobs]]
name = \"stylelint\"
run = [\"stylelint\", \"{files}\"]
files = [\"src/**/*.css\"]

[[hooks.pre-commit.jobs]]
name = \"bash\"
run = [\"bash\", \"-c\", \"tsc --noEmit\", \"{files}\"]
fixes = true

[[hooks.pre-commit.jobs]]
name = \"custom\"
run = [\"custom\", \"{files}\"]
exclude = [\"*.md\"]
fixes = true
";
        let why = "the commands of `!(*.test).js`: tidegate has no equal pattern: write the job by hand";
        check(LintStaged, &[(".lintstagedrc", text)], expected, &[&format!(".lintstagedrc:5: {why}")]);
        let program = "lint-staged.config.js: the configuration of lint-staged: it is a program, which tidegate does not run: write its commands as jobs";
        check(LintStaged, &[("lint-staged.config.js", "x"), ("package.json", "{}")], "", &[program]);
    }
}
