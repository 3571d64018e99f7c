//! Patterns of lefthook → patterns as in .gitignore.

use super::node::Node;

/// The meaning of patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `*` matches slashes as well, and `**/` at least one folder.
    Gobwas,
    /// As in .gitignore, but always from the top.
    DoubleStar,
}

impl Dialect {
    pub(super) fn of(root: &Node) -> Self {
        if root.text_of("glob_matcher") == Some("doublestar") { Self::DoubleStar } else { Self::Gobwas }
    }

    /// The pattern below a folder, as .gitignore has it; `None` if it matches nothing there.
    pub(super) fn pattern(self, pattern: &str, root: &str) -> Option<String> {
        let below = match root {
            "" => pattern,
            root => match pattern.strip_prefix(root).and_then(|rest| rest.strip_prefix('/')) {
                Some(rest) => rest,
                None if pattern.starts_with("**") || !pattern.contains('/') => pattern,
                None => return None,
            },
        };
        Some(match (self, below.rsplit_once('/')) {
            (Self::DoubleStar, None) => format!("/{below}"),
            (Self::Gobwas, Some((folder, name))) if name.contains('*') && !below.contains("**") => {
                format!("{folder}/**/{name}")
            }
            _ => below.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_keep_their_meaning() {
        let check = |dialect: Dialect, pattern: &str, root: &str, expected: Option<&str>| {
            assert_eq!(dialect.pattern(pattern, root).as_deref(), expected, "{pattern} below {root}");
        };
        check(Dialect::Gobwas, "*.js", "", Some("*.js"));
        check(Dialect::Gobwas, "src/*.js", "", Some("src/**/*.js"));
        check(Dialect::Gobwas, "**/*.js", "", Some("**/*.js"));
        check(Dialect::Gobwas, "web/*.js", "web", Some("*.js"));
        check(Dialect::Gobwas, "api/*.js", "web", None);
        check(Dialect::DoubleStar, "*.js", "", Some("/*.js"));
        check(Dialect::DoubleStar, "src/*.js", "", Some("src/*.js"));
    }
}
