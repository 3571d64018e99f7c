//! The arguments of the processes of a job: an array from the settings to the program, without a shell in between.

use super::given::Given;
use super::job::{Action, Job, Placeholder};
use crate::text::RelPath;
use std::ffi::OsString;
use std::path::Path;

/// Limit of the arguments of a process in bytes. Linux passes at least 128 KiB (execve(2)), Windows 32,767 letters.
const LIMIT: usize = if cfg!(windows) { 30_000 } else { 120_000 };

/// The command lines of a job, the program first: one, or as many as the list of files needs.
pub(super) fn command_lines(job: &Job, given: &Given, hook: &[String], run_in: &Path) -> Vec<Vec<OsString>> {
    let template = template(job, given, hook, run_in);
    let files: Vec<OsString> = given.files.iter().map(|path| argument(path, &job.root)).collect();
    let fixed: usize = template.iter().flatten().map(size).sum();
    let takes_files = template.iter().any(Option::is_none);
    let chunks = if takes_files { chunks(&files, LIMIT.saturating_sub(fixed)) } else { vec![&files[..0]] };
    let line = |chunk: &[OsString]| {
        template
            .iter()
            .flat_map(|word| word.as_ref().map_or(chunk, std::slice::from_ref).iter().cloned())
            .collect::<Vec<_>>()
    };
    chunks.into_iter().map(line).collect()
}

/// The words of a command line; `None` stands for the files.
fn template(job: &Job, given: &Given, hook: &[String], run_in: &Path) -> Vec<Option<OsString>> {
    match &job.action {
        Action::Shell(line) => {
            let sh = ["sh", "-c", line, "sh"].map(|word| Some(OsString::from(word)));
            // A line that does not look at its files is run once, however many there are.
            if given.has_list {
                return sh.into_iter().chain(job.gets_files().then_some(None)).collect();
            }
            sh.into_iter().chain(hook.iter().map(|word| Some(OsString::from(word)))).collect()
        }
        // It starts no process.
        Action::Use(_) => Vec::new(),
        Action::Run(words) => words
            .iter()
            .flat_map(|word| match Placeholder::of(word) {
                Some(Placeholder::Files) => vec![None],
                Some(Placeholder::Changed) => {
                    given.changed.iter().map(|path| Some(argument(path, &job.root))).collect()
                }
                Some(Placeholder::Arguments) => hook.iter().map(|word| Some(OsString::from(word))).collect(),
                None => vec![Some(replaced(word, hook, run_in))],
            })
            .collect(),
    }
}

/// A word with `{root}` and `{1}`, `{2}`, … replaced. An argument that git did not give is empty.
fn replaced(word: &str, hook: &[String], run_in: &Path) -> OsString {
    let mut text = OsString::new();
    let mut rest = word;
    while let Some(open) = rest.find('{') {
        text.push(&rest[..open]);
        let name = rest[open + 1..].split_once('}').map(|(name, _)| name);
        match name.map(|name| (name, name.parse::<usize>())) {
            Some(("root", _)) => text.push(run_in),
            Some((_, Ok(number @ 1..=9))) => text.push(hook.get(number - 1).map_or("", String::as_str)),
            _ => {
                text.push("{");
                rest = &rest[open + 1..];
                continue;
            }
        }
        rest = &rest[open + 2 + name.map_or(0, str::len)..];
    }
    text.push(rest);
    text
}

/// A path as an argument, from the folder of the job. One that begins with `-` would be an option.
fn argument(path: &RelPath, root: &RelPath) -> OsString {
    let below = RelPath::new(path.below(root).unwrap_or(path.as_bytes()));
    let text = below.on_disk(Path::new("")).into_os_string();
    if below.as_bytes().starts_with(b"-") {
        let mut safe = OsString::from("./");
        safe.push(text);
        return safe;
    }
    text
}

/// The list in parts that fit, at least one.
fn chunks(files: &[OsString], limit: usize) -> Vec<&[OsString]> {
    let mut found = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, file) in files.iter().enumerate() {
        if at > start && length + size(file) > limit {
            found.push(&files[start..at]);
            (start, length) = (at, 0);
        }
        length += size(file);
    }
    found.push(&files[start..]);
    found
}

/// The bytes of a word, of its end and of the pointer to it.
fn size(word: &OsString) -> usize {
    word.len() + 1 + size_of::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(action: Action) -> Job {
        Job { root: "web".into(), ..Job::new("a".to_owned(), action) }
    }

    fn given(files: &[&str]) -> Given {
        Given {
            files: files.iter().map(|path| RelPath::from(*path)).collect(),
            changed: vec!["web/s".into()],
            has_list: true,
        }
    }

    #[track_caller]
    fn check(words: &[&str], files: &[&str], expected: &[&str]) {
        let action = Action::Run(words.iter().map(|word| (*word).to_owned()).collect());
        let hook = ["MSG".to_owned(), "two".to_owned()];
        let lines = command_lines(&job(action), &given(files), &hook, Path::new("/top/web"));
        assert_eq!(lines, [expected.iter().map(OsString::from).collect::<Vec<_>>()]);
    }

    #[test]
    fn placeholders_are_replaced_in_place() {
        check(&["a", "{files}", "-x"], &["web/b c", "web/$d"], &["a", "b c", "$d", "-x"]);
        check(&["a", "{staged}", "{0}"], &["web/b"], &["a", "s", "MSG", "two"]);
        check(&["a", "--to={root}/{1}", "{3}", "{}", "{10}"], &[], &["a", "--to=/top/web/MSG", "", "{}", "{10}"]);
        check(&["awk", "{print $1}", "{"], &["web/b"], &["awk", "{print $1}", "{"]);
        check(&["a", "{files}"], &["web/-rf", "web/x/-y"], &["a", "./-rf", "x/-y"]);
    }

    #[test]
    fn a_shell_line_gets_files_as_its_parameters() {
        let lines =
            command_lines(&job(Action::Shell("x \"$@\"".to_owned())), &given(&["web/a b"]), &[], Path::new("/"));
        assert_eq!(lines, [["sh", "-c", "x \"$@\"", "sh", "a b"].map(OsString::from).to_vec()]);
    }

    #[test]
    fn a_long_list_is_split_in_order() {
        let names: Vec<String> = (0..40_000).map(|number| format!("web/file{number:06}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let action = Action::Run(vec!["a".to_owned(), "{files}".to_owned(), "end".to_owned()]);
        let lines = command_lines(&job(action), &given(&names), &[], Path::new("/"));
        assert!(lines.len() > 5);
        assert!(lines.iter().all(|line| line.iter().map(size).sum::<usize>() <= LIMIT));
        assert!(lines.iter().all(|line| line[0] == "a" && line[line.len() - 1] == "end"));
        let files: Vec<&OsString> = lines.iter().flat_map(|line| &line[1..line.len() - 1]).collect();
        assert!(files.len() == 40_000 && files[39_999] == "file039999");
        // Without the list one process is enough.
        let action = Action::Run(vec!["a".to_owned()]);
        assert_eq!(command_lines(&job(action), &given(&names), &[], Path::new("/")).len(), 1);
    }
}
