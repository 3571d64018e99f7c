//! The form of a commit message.

use super::finding::Finding;
use super::options::{CommitMessage, Options};
use crate::text::words;

/// Messages that git writes itself and that are not typed: of merges, reverts, and commits for `rebase --autosquash`.
const BY_GIT: [&str; 6] = ["Merge ", "Revert \"", "Reapply \"", "fixup! ", "squash! ", "amend! "];

pub(super) fn check(message: &str, options: &Options) -> Vec<Finding> {
    let Some(subject) = message.lines().find(|line| !line.trim().is_empty()) else { return Vec::new() };
    if BY_GIT.iter().any(|start| subject.starts_with(start)) {
        return Vec::new();
    }
    let fault = match &options.message {
        CommitMessage::Pattern(pattern) if pattern.is_match(subject) => None,
        CommitMessage::Pattern(pattern) => Some(format!("the subject does not match `{}`", pattern.as_str())),
        CommitMessage::Conventional { types } => unconventional(subject, types),
    };
    fault.map(|fault| Finding::at(b"", 1, fault)).into_iter().collect()
}

/// The first fault that keeps a subject from being `type(scope)!: description`.
fn unconventional(subject: &str, types: &[String]) -> Option<String> {
    let form = "`type: description`, as in `fix: keep the order of rows`";
    let Some((head, description)) = subject.split_once(':') else {
        return Some(format!("the subject is not {form}"));
    };
    let head = head.strip_suffix('!').unwrap_or(head);
    let (kind, scope) = match head.split_once('(') {
        None => (head, None),
        Some((kind, rest)) => (kind, Some(rest)),
    };
    if kind.is_empty() || !kind.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')) {
        return Some(format!("the subject is not {form}"));
    }
    if let Some(scope) = scope {
        let named =
            scope.strip_suffix(')').is_some_and(|scope| !scope.trim().is_empty() && !scope.contains(['(', ')']));
        if !named {
            return Some("the scope is not a name in parentheses".to_owned());
        }
    }
    if !types.iter().any(|known| known.eq_ignore_ascii_case(kind)) {
        let known = words::nearest(&kind.to_lowercase(), types.iter().map(String::as_str));
        let hint = known
            .map_or_else(|| format!("the types are {}", types.join(", ")), |near| format!("did you mean `{near}`?"));
        return Some(format!("`{kind}` is not a type of commit; {hint}"));
    }
    match description.strip_prefix(' ').map(str::trim) {
        None => Some("no blank follows the colon".to_owned()),
        Some("") => Some("no description follows the colon".to_owned()),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::{CommitMessage, Options};
    use super::super::registry::tests::{message, message_with};
    use regex::Regex;

    #[test]
    fn accepts_conventional_commits() {
        for text in [
            "fix: a",
            "feat(api)!: a\n\nBody.",
            "docs(read me): a",
            "Fix: a",
            "\n\nci: a",
            "Merge branch 'x'",
            "Revert \"a\"",
            "fixup! a",
            "",
        ] {
            assert_eq!(message(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn names_what_is_not_conventional() {
        for (text, expected) in [
            ("Fix the bug", "the subject is not `type: description`, as in `fix: keep the order of rows`"),
            ("a b: c", "the subject is not `type: description`, as in `fix: keep the order of rows`"),
            ("fixx: a", "`fixx` is not a type of commit; did you mean `fix`?"),
            ("fix:a", "no blank follows the colon"),
            ("fix: ", "no description follows the colon"),
            ("fix(): a", "the scope is not a name in parentheses"),
            ("fix(a: b", "the scope is not a name in parentheses"),
        ] {
            assert_eq!(message(text), [expected], "{text}");
        }
    }

    #[test]
    fn compares_with_a_pattern() {
        let pattern = Regex::new("^[A-Z]+-[0-9]+ ").expect("a pattern");
        let options = Options { message: CommitMessage::Pattern(pattern), ..Options::default() };
        assert_eq!(message_with("ABC-1 a\n", &options), [""; 0]);
        assert_eq!(message_with("a", &options), ["the subject does not match `^[A-Z]+-[0-9]+ `"]);
    }
}
