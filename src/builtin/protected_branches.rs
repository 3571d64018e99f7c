//! Branches that only merges change.

use super::finding::Finding;
use super::options::Options;

/// `branch` is the short name of the branch that HEAD points to.
pub(super) fn check(branch: &str, options: &Options) -> Vec<Finding> {
    let protected = options.branches.iter().any(|pattern| matches(pattern.as_bytes(), branch.as_bytes()));
    protected.then(|| Finding::of(b"", format!("`{branch}` is a protected branch"))).into_iter().collect()
}

/// Whether the whole name matches a pattern in which `*` stands for any characters, `/` included.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some((b'*', rest)) => (0..=name.len()).any(|skipped| matches(rest, &name[skipped..])),
        Some((letter, rest)) => name.split_first().is_some_and(|(first, name)| first == letter && matches(rest, name)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::Options;
    use super::check;

    #[test]
    fn compares_the_whole_name() {
        let options = Options { branches: vec!["main".to_owned(), "release/*".to_owned()], ..Options::default() };
        for (branch, expected) in [("main", 1), ("release/1.0", 1), ("maintain", 0), ("x/main", 0)] {
            assert_eq!(check(branch, &options).len(), expected, "{branch}");
        }
    }
}
