//! The names and links of a commit and the treatment of its message, for the checks of these.

use crate::builtin::Names;
use crate::text::RelPath;

/// The names and links that a commit will have.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub names: Names,
    /// The names of what it replaces, to distinguish a fault of this commit from an older one.
    pub before: Names,
    /// In byte order of their paths.
    pub links: Vec<Link>,
}

/// A symbolic link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub path: RelPath,
    pub target: Vec<u8>,
    /// Whether the commit adds or changes it.
    pub is_changed: bool,
}

/// The treatment that git gives the message of a commit after the hook (git-commit(1), `--cleanup`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleanup {
    /// The start of lines that are left out; `None` if none are.
    pub comment: Option<Comment>,
    /// Whether everything from the scissors line on is left out.
    pub has_scissors: bool,
}

/// The start of a comment in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comment {
    Start(String),
    /// One that git has chosen so that no line of the message starts with it: `core.commentChar = auto`.
    Auto,
}

/// The characters that git chooses from (`adjust_comment_line_char` in its builtin/commit.c).
const CANDIDATES: &str = "#;@!$%^&|:";

/// The rest of the scissors line, after the start of a comment and a blank (`cut_line` in git's wt-status.c).
const SCISSORS: &str = "------------------------ >8 ------------------------";

/// The end of a line of git's help where comments are a part of the message (`git commit --cleanup=whitespace` and
/// `verbatim` with an editor, in its builtin/commit.c). The help is translated with git.
const KEPT: &str = "will be kept; you may remove them";

impl Cleanup {
    /// The message as git will record it, as far as comments go.
    pub(super) fn clean(&self, text: &str) -> String {
        let start = match &self.comment {
            Some(Comment::Start(start)) => start.clone(),
            // git's own lines come last.
            Some(Comment::Auto) => {
                let last = text.lines().rev().find_map(|line| line.chars().next());
                last.filter(|letter| CANDIDATES.contains(*letter)).map_or_else(|| "#".to_owned(), String::from)
            }
            None => "#".to_owned(),
        };
        let is_cut = |line: &&str| {
            self.has_scissors && line.strip_prefix(start.as_str()).is_some_and(|rest| rest.trim() == SCISSORS)
        };
        // What `--cleanup` says reaches no hook but by the help that git adds for the editor.
        let has_help = text.lines().any(|line| line.starts_with(start.as_str()) && line.ends_with(KEPT));
        let is_kept = |line: &&str| self.comment.is_none() || has_help || !line.starts_with(start.as_str());
        text.lines()
            .take_while(|line| !is_cut(line))
            .filter(is_kept)
            .fold(String::new(), |text, line| text + line + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(comment: Option<Comment>, has_scissors: bool, text: &str, expected: &str) {
        assert_eq!(Cleanup { comment, has_scissors }.clean(text), expected);
    }

    #[test]
    fn comments_and_all_below_the_scissors_are_left_out() {
        let start = |start: &str| Some(Comment::Start(start.to_owned()));
        let text = format!("# a\nb\n\n# c\n# {SCISSORS}\nd\n");
        check(start("#"), true, &text, "b\n\n");
        check(start("#"), false, &text, "b\n\nd\n");
        check(None, true, &text, "# a\nb\n\n# c\n");
        check(None, false, "#1 a\n", "#1 a\n");
        let help = "b\n# Lines starting with '#' will be kept; you may remove them\n# yourself\n";
        check(start("#"), true, help, help);
        check(start("//"), true, "// a\n# b\n", "# b\n");
        check(Some(Comment::Auto), true, "#1 a\n\n; Please enter the commit message\n", "#1 a\n\n");
        check(Some(Comment::Auto), true, "#1 a\n", "");
        check(Some(Comment::Auto), true, "a\n", "a\n");
    }
}
