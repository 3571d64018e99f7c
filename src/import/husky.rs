//! husky: scripts in `.husky`, or lines in `package.json`.

use super::command_line::{is_lint_staged, plain, refusal, words};
use super::draft::{Draft, Imported};
use super::error::Error;
use super::files::{Files, node};
use super::lint_staged;
use super::manager::HUSKY_FOLDER as FOLDER;
use crate::hooks::Event;

pub(super) fn import(files: &Files) -> Result<Option<Imported>, Error> {
    let mut imported = Imported::default();
    for (path, text) in files {
        if let Some(name) = path.strip_prefix(FOLDER) {
            imported.files.push(path.clone());
            hook(&mut imported, files, &Hook { name, place: path.clone(), text })?;
        }
    }
    // Version 4 and older.
    for (path, at) in [("package.json", "husky"), (".huskyrc", ""), (".huskyrc.json", "")] {
        let Some(text) = files.get(path) else { continue };
        let root = node(path, text)?;
        let own = if at.is_empty() { Some(&root) } else { root.get(at) };
        let Some(hooks) = own.and_then(|own| own.get("hooks")) else { continue };
        imported.files.push(path.to_owned());
        for (name, line) in hooks.entries() {
            let text = line.text().unwrap_or_default().replace("$HUSKY_GIT_PARAMS", "\"$@\"");
            // The option of commitlint that takes the name of a variable.
            let text = text.replace("-E HUSKY_GIT_PARAMS", "--edit \"$1\"");
            hook(&mut imported, files, &Hook { name, place: format!("{path}:{}", line.line), text: &text })?;
        }
    }
    Ok((!imported.files.is_empty()).then_some(imported))
}

/// A hook as husky has it.
struct Hook<'a> {
    name: &'a str,
    place: String,
    text: &'a str,
}

fn hook(imported: &mut Imported, files: &Files, hook: &Hook<'_>) -> Result<(), Error> {
    let what = format!("the hook {}", hook.name);
    let Some(event) = Event::from_name(hook.name) else {
        imported.leave_out(&hook.place, what, "tidegate does not install this hook");
        return Ok(());
    };
    let is_bash = hook.text.lines().next().is_some_and(|line| line.starts_with("#!") && line.contains("bash"));
    let (script, is_interactive) = own_lines(hook.text);
    // A line for a shell has no file of its own.
    let script = if hook.place.starts_with(FOLDER) { script.replace("$0", &hook.place) } else { script };
    if script.trim().is_empty() {
        return Ok(());
    }
    let commands = commands(&script);
    let is_staging = |words: &Vec<String>| !is_lint_staged(words) && refusal(&words.join(" ")).is_some();
    if let Some(commands) = commands.filter(|commands| !commands.iter().any(is_staging)) {
        let mut needs: Vec<String> = Vec::new();
        for command in commands {
            if is_lint_staged(&command) {
                needs = staged(imported, files, event, &hook.place, &needs)?;
                continue;
            }
            let name: Vec<&str> =
                command.iter().map(String::as_str).filter(|word| is_name_part(word)).take(2).collect();
            let mut job = Draft::new(&name.join("-"), &hook.place);
            job.texts("run", &command);
            finish(&mut job, event, &script, is_interactive);
            job.needs = needs;
            needs = vec![imported.add(event, job)];
        }
        return Ok(());
    }
    if let Some(why) = refusal(&script) {
        imported.leave_out(&hook.place, what, why);
        return Ok(());
    }
    if event.is_checked() && ["$@", "$*", "$#", "$1", "$2", "${1", "${2"].iter().any(|all| script.contains(all)) {
        let why = "it reads its parameters, which are files in a `shell` line: use $TIDEGATE_ARG_1 for those of git";
        imported.leave_out(&hook.place, what, why);
        return Ok(());
    }
    let mut job = Draft::new(hook.name, &hook.place);
    // husky runs scripts so.
    let start = if script.trim_start().starts_with("set -e") { "" } else { "set -e\n" };
    let script = format!("{start}{}\n", script.trim());
    if is_bash {
        job.texts("run", &["bash", "-c", &script, "bash", "{0}"].map(str::to_owned));
    } else {
        job.text("shell", &script);
    }
    finish(&mut job, event, &script, is_interactive);
    imported.add(event, job);
    Ok(())
}

fn is_name_part(word: &str) -> bool {
    !word.starts_with(['-', '{', '.'])
        && !matches!(word, "npx" | "run" | "exec" | "pnpm" | "yarn" | "npm" | "bun" | "bunx")
}

fn finish(job: &mut Draft, event: Event, script: &str, is_interactive: bool) {
    if is_interactive {
        job.value("interactive", &true);
    } else if matches!(event, Event::PrePush | Event::PostRewrite)
        && (script.contains("read") || script.contains("lfs"))
    {
        job.text("stdin", "hook");
    }
}

/// Adds the jobs of lint-staged where a script calls it; returns what a later command waits for.
fn staged(
    imported: &mut Imported,
    files: &Files,
    event: Event,
    place: &str,
    needs: &[String],
) -> Result<Vec<String>, Error> {
    if !matches!(event, Event::PreCommit | Event::PreMergeCommit) {
        imported.leave_out(place, format!("lint-staged in {event}"), "nothing is staged at this hook");
        return Ok(needs.to_vec());
    }
    let before = imported.jobs.get(&event).map_or(0, Vec::len);
    if !lint_staged::add(imported, event, files)? {
        imported.leave_out(place, "lint-staged", "its configuration was not found at the top of the repository");
    }
    let jobs = imported.jobs.entry(event).or_default();
    for job in jobs.iter_mut().skip(before).filter(|job| job.needs.is_empty()) {
        job.needs = needs.to_vec();
    }
    let added: Vec<String> = jobs.iter().skip(before).map(|job| job.name.clone()).collect();
    Ok(if added.is_empty() { needs.to_vec() } else { added })
}

/// The lines of a script without those of husky itself, and whether it opens the terminal.
fn own_lines(text: &str) -> (String, bool) {
    let (mut lines, mut is_interactive) = (Vec::new(), false);
    for line in text.lines() {
        let start = line.trim_start();
        if start.starts_with('#') || start.contains("/_/husky.sh") || start.contains("_/h\"") {
            continue;
        }
        let opening = "exec < /dev/tty";
        let start = line.replace("exec </dev/tty", opening);
        if let Some(rest) = start.trim_start().strip_prefix(opening) {
            is_interactive = true;
            let rest = rest.trim_start().trim_start_matches("&&").trim_start();
            if !rest.is_empty() {
                lines.push(rest.to_owned());
            }
            continue;
        }
        lines.push(line.to_owned());
    }
    let text = lines.join("\n");
    let is_interactive = is_interactive || text.contains("/dev/tty");
    (text, is_interactive)
}

/// The commands of a script that has nothing but commands, one after the other.
fn commands(script: &str) -> Option<Vec<Vec<String>>> {
    let mut found = Vec::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.ends_with('\\') {
            return None;
        }
        for part in line.split(" && ") {
            let line =
                part.trim().trim_end_matches(';').replace("\"$@\"", "{0}").replace("$@", "{0}").replace("$*", "{0}");
            let line = (1..=3).fold(line, |line, number| {
                let (bare, quoted, braces) =
                    (format!("${number}"), format!("\"${number}\""), format!("\"${{{number}}}\""));
                let placeholder = format!("{{{number}}}");
                line.replace(&quoted, &placeholder).replace(&braces, &placeholder).replace(&bare, &placeholder)
            });
            let commands = plain(&line)?;
            // A quote that was cut at `&&`.
            words(part)?;
            found.push(commands);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::super::Manager::Husky;
    use super::super::read::tests::check;

    #[test]
    fn commands_of_a_script_run_one_after_the_other() {
        let script = "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\n# first\nnpm test\nnpx lint-staged --quiet\nyarn typecheck\n";
        let package = "{\"lint-staged\": {\"*.js\": [\"eslint --fix\", \"git add\"]}}";
        let expected = "\
[[hooks.pre-commit.jobs]]
name = \"test\"
run = [\"npm\", \"test\"]

[[hooks.pre-commit.jobs]]
name = \"eslint\"
run = [\"eslint\", \"--fix\", \"{files}\"]
files = [\"*.js\"]
fixes = true
needs = [\"test\"]

[[hooks.pre-commit.jobs]]
name = \"typecheck\"
run = [\"yarn\", \"typecheck\"]
needs = [\"eslint\"]
";
        check(Husky, &[(".husky/pre-commit", script), ("package.json", package)], expected, &[]);
    }

    #[test]
    fn arguments_input_and_terminal_are_kept() {
        let files = [
            (".husky/commit-msg", "npx --no -- commitlint --edit \"$1\"\n"),
            (".husky/pre-push", "git lfs pre-push \"$@\"\n"),
            (".husky/prepare-commit-msg", "exec < /dev/tty && npx cz --hook || true\n"),
        ];
        let expected = "\
[[hooks.pre-push.jobs]]
name = \"git-lfs\"
run = [\"git\", \"lfs\", \"pre-push\", \"{0}\"]
stdin = \"hook\"

[[hooks.prepare-commit-msg.jobs]]
name = \"prepare-commit-msg\"
shell = '''
set -e
npx cz --hook || true
'''
interactive = true

[[hooks.commit-msg.jobs]]
name = \"commitlint\"
run = [\"npx\", \"--no\", \"--\", \"commitlint\", \"--edit\", \"{1}\"]
";
        check(Husky, &files, expected, &[]);
    }

    #[test]
    fn what_cannot_be_expressed_is_named() {
        let files = [
            (".husky/post-applypatch", "npm i\n"),
            (".husky/pre-commit", "if true; then npx lint-staged; fi\n"),
            (".husky/pre-merge-commit", "npm run docs\ngit add docs\n"),
            (".husky/pre-push", "test \"$1\" = origin || exit 0\n"),
        ];
        check(
            Husky,
            &files,
            "",
            &[
                ".husky/post-applypatch: the hook post-applypatch: tidegate does not install this hook",
                ".husky/pre-commit: the hook pre-commit: lint-staged stages files itself: `tidegate init --from lint-staged` reads its commands",
                ".husky/pre-merge-commit: the hook pre-merge-commit: it runs `git add`: tidegate stages what a job with `fixes` has changed",
                ".husky/pre-push: the hook pre-push: it reads its parameters, which are files in a `shell` line: use $TIDEGATE_ARG_1 for those of git",
            ],
        );
    }

    #[test]
    fn version_4_is_read_from_package_json() {
        let package = "{\n  \"husky\": {\n    \"hooks\": {\n      \"commit-msg\": \"commitlint -E HUSKY_GIT_PARAMS\"\n    }\n  }\n}\n";
        check(
            Husky,
            &[("package.json", package)],
            "[[hooks.commit-msg.jobs]]\nname = \"commitlint\"\nrun = [\"commitlint\", \"--edit\", \"{1}\"]\n",
            &[],
        );
    }
}
