//! All checks.

use super::file::File;
use super::finding::Finding;
use super::names::Names;
use super::options::Options;
use super::{
    byte_order_mark, case_collisions, commit_message, executable_bits, final_newline, json_syntax, large_files, links,
    merge_markers, mixed_line_endings, private_keys, protected_branches, toml_syntax, trailing_whitespace, yaml_syntax,
};

/// A check that a job can use.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Kebab-case.
    pub id: &'static str,
    /// One sentence on what it finds.
    pub summary: &'static str,
    /// The way to fix a finding that has no help of its own; an imperative without a full stop.
    pub help: &'static str,
    pub subject: Subject,
    /// Returns what the file should be, for a check that can fix files.
    pub fix: Option<fn(&File<'_>) -> Vec<u8>>,
}

/// The thing that a check reads.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    /// Files of text whose name ends so; all files of text if there is no ending.
    Text(&'static [&'static str], fn(&File<'_>, &Options) -> Vec<Finding>),
    /// Every file.
    Any(fn(&File<'_>, &Options) -> Vec<Finding>),
    /// Symbolic links, among all names.
    Links(fn(&File<'_>, &Names, &Options) -> Vec<Finding>),
    /// All names.
    Names(fn(&Names, &Options) -> Vec<Finding>),
    /// The text of a commit message, without comments.
    Message(fn(&str, &Options) -> Vec<Finding>),
    /// The short name of the branch.
    Branch(fn(&str, &Options) -> Vec<Finding>),
}

/// Looks for a check by its id.
pub fn find(id: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.id == id)
}

/// In order of their ids.
pub const CHECKS: [Check; 15] = [
    Check {
        id: "broken-links",
        summary: "Finds symbolic links whose target is not in the repository.",
        help: "point the link at a file of the repository, or remove it",
        subject: Subject::Links(links::check),
        fix: None,
    },
    Check {
        id: "byte-order-mark",
        summary: "Finds and removes a UTF-8 byte order mark at the start of a file.",
        help: "save the file without the mark",
        subject: Subject::Text(&[], byte_order_mark::check),
        fix: Some(byte_order_mark::fix),
    },
    Check {
        id: "case-collisions",
        summary: "Finds new names that differ from others only in the case of letters.",
        help: "rename one of them: macOS and Windows can hold only one",
        subject: Subject::Names(case_collisions::check),
        fix: None,
    },
    Check {
        id: "commit-message",
        summary: "Finds commit messages that are not conventional commits, or that do not match a pattern.",
        help: "write the message again: git commit --edit --file=.git/COMMIT_EDITMSG",
        subject: Subject::Message(commit_message::check),
        fix: None,
    },
    Check {
        id: "executable-bits",
        summary: "Finds scripts that are not executable, and executable files of text that are not scripts.",
        help: "change the bit with git update-index --chmod",
        subject: Subject::Any(executable_bits::check),
        fix: None,
    },
    Check {
        id: "final-newline",
        summary: "Finds and fixes files that do not end with exactly one newline.",
        help: "end the file with one newline",
        subject: Subject::Text(&[], final_newline::check),
        fix: Some(final_newline::fix),
    },
    Check {
        id: "json-syntax",
        summary: "Finds JSON files that parsers refuse, and keys that occur twice.",
        help: "fix the syntax, or name the file in the job's `exclude`",
        subject: Subject::Text(&[".json", ".code-workspace"], json_syntax::check),
        fix: None,
    },
    Check {
        id: "large-files",
        summary: "Finds files larger than a limit (`max-kb`, 500 by default).",
        help: "keep it out of git, or in Git LFS, or raise `max-kb`",
        subject: Subject::Any(large_files::check),
        fix: None,
    },
    Check {
        id: "merge-markers",
        summary: "Finds markers of merge conflicts.",
        help: "resolve the conflict, then git add the file",
        subject: Subject::Text(&[], merge_markers::check),
        fix: None,
    },
    Check {
        id: "mixed-line-endings",
        summary: "Finds and fixes files in which some lines end with LF and others with CR LF.",
        help: "end all lines alike",
        subject: Subject::Text(&[], mixed_line_endings::check),
        fix: Some(mixed_line_endings::fix),
    },
    Check {
        id: "private-keys",
        summary: "Finds private keys.",
        help: "take the key out; one that was ever pushed has to be replaced",
        subject: Subject::Text(&[], private_keys::check),
        fix: None,
    },
    Check {
        id: "protected-branches",
        summary: "Finds commits on branches that only merges reach (`branches`: main and master by default).",
        help: "commit on another branch: git switch --create NAME",
        subject: Subject::Branch(protected_branches::check),
        fix: None,
    },
    Check {
        id: "toml-syntax",
        summary: "Finds TOML files that parsers refuse.",
        help: "fix the syntax, or name the file in the job's `exclude`",
        subject: Subject::Text(&[".toml"], toml_syntax::check),
        fix: None,
    },
    Check {
        id: "trailing-whitespace",
        summary: "Finds and removes blanks at the end of lines; line breaks of Markdown stay.",
        help: "remove the blanks",
        subject: Subject::Text(&[], trailing_whitespace::check),
        fix: Some(trailing_whitespace::fix),
    },
    Check {
        id: "yaml-syntax",
        summary: "Finds YAML files that parsers refuse, and keys that occur twice.",
        help: "fix the syntax, or name the file in the job's `exclude`",
        subject: Subject::Text(&[".yaml", ".yml"], yaml_syntax::check),
        fix: None,
    },
];

#[cfg(test)]
pub(super) mod tests {
    use super::super::file::Mode;
    use super::*;

    #[test]
    fn is_in_order_without_doubles() {
        assert!(CHECKS.is_sorted_by(|one, other| one.id < other.id));
        for check in &CHECKS {
            assert!(check.summary.ends_with('.') && !check.help.ends_with('.'), "{}", check.id);
        }
    }

    fn found(id: &str, path: &str, mode: Mode, content: &str) -> Vec<Finding> {
        let file = File { path: path.as_bytes(), mode, content: content.as_bytes() };
        match find(id).expect("a check").subject {
            Subject::Text(_, check) | Subject::Any(check) => check(&file, &Options::default()),
            _ => unreachable!("not a check of files"),
        }
    }

    /// The lines of the findings in a regular file.
    pub(in super::super) fn lines(id: &str, path: &str, content: &str) -> Vec<usize> {
        found(id, path, Mode::Regular, content).iter().map(|finding| finding.line.unwrap_or(0)).collect()
    }

    /// The messages of the findings in a regular file.
    pub(in super::super) fn messages(id: &str, path: &str, content: &str) -> Vec<String> {
        messages_of_mode(id, path, Mode::Regular, content)
    }

    /// The messages of the findings in a file of another mode.
    pub(in super::super) fn messages_of_mode(id: &str, path: &str, mode: Mode, content: &str) -> Vec<String> {
        found(id, path, mode, content).into_iter().map(|finding| finding.message).collect()
    }

    /// The content after the fix, which leaves nothing to find and nothing to fix.
    pub(in super::super) fn fixed(id: &str, path: &str, content: &str) -> String {
        let fix = find(id).and_then(|check| check.fix).expect("a check that fixes");
        let run = |content: &str| {
            let file = File { path: path.as_bytes(), mode: Mode::Regular, content: content.as_bytes() };
            String::from_utf8(fix(&file)).expect("text")
        };
        let fixed = run(content);
        assert_eq!(run(&fixed), fixed, "fixed twice");
        assert_eq!(lines(id, path, &fixed), [0; 0], "after the fix");
        fixed
    }

    /// `path: message` of the findings among names, each with whether it is new.
    pub(in super::super) fn names(id: &str, paths: &[(&str, bool)]) -> Vec<String> {
        let names = Names::new(paths.iter().map(|(path, added)| (path.as_bytes(), *added)));
        let Subject::Names(check) = find(id).expect("a check").subject else { unreachable!("not a check of names") };
        texts(&check(&names, &Options::default()))
    }

    /// `path: message` of the findings among links with their targets, beside `README.md`.
    pub(in super::super) fn links(links: &[(&str, &str)]) -> Vec<String> {
        let paths = links.iter().map(|(path, _)| *path).chain(["README.md"]);
        let names = Names::new(paths.map(|path| (path.as_bytes(), true)));
        let files = links.iter().map(|(path, target)| File {
            path: path.as_bytes(),
            mode: Mode::Link,
            content: target.as_bytes(),
        });
        files.flat_map(|file| texts(&super::links::check(&file, &names, &Options::default()))).collect()
    }

    /// The messages about a commit message.
    pub(in super::super) fn message(text: &str) -> Vec<String> {
        message_with(text, &Options::default())
    }

    /// The same with other settings.
    pub(in super::super) fn message_with(text: &str, options: &Options) -> Vec<String> {
        commit_message::check(text, options).into_iter().map(|finding| finding.message).collect()
    }

    fn texts(findings: &[Finding]) -> Vec<String> {
        let text = |finding: &Finding| format!("{}: {}", String::from_utf8_lossy(&finding.path), finding.message);
        findings.iter().map(text).collect()
    }
}
