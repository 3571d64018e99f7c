//! Remotes: which branch of a remote a remote-tracking branch is a copy of (git-fetch(1), refspecs).
//!
//! The name of a remote may have slashes, and its branches may be kept under any name, so a name like
//! `team/db/main` is never split.

/// A remote of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    pub name: String,
    /// The references that are fetched: one of the remote and the one it is kept as, both with at most one `*`.
    fetch: Vec<(String, String)>,
}

const BRANCHES: &str = "refs/heads/";

impl Remote {
    /// A remote with the refspecs in `remote.<name>.fetch`.
    pub fn new<'a>(name: &str, refspecs: impl IntoIterator<Item = &'a str>) -> Self {
        let fetch = refspecs.into_iter().filter_map(|refspec| {
            let (source, kept) = refspec.trim_start_matches('+').split_once(':')?;
            (!refspec.starts_with('^') && !kept.is_empty()).then(|| (full(source), full(kept)))
        });
        Self { name: name.to_owned(), fetch: fetch.collect() }
    }

    /// A remote that is not configured, with branches where git keeps them by default.
    pub fn unconfigured(name: &str) -> Self {
        Self::new(name, [format!("refs/heads/*:refs/remotes/{name}/*").as_str()])
    }

    /// The reference that a branch of the remote is kept as: `main` as `refs/remotes/origin/main`.
    pub fn tracking(&self, branch: &str) -> Option<String> {
        let name = format!("{BRANCHES}{branch}");
        self.fetch.iter().find_map(|(source, kept)| replace(source, kept, &name))
    }

    /// The branch of the remote that a reference is a copy of.
    pub fn branch_of(&self, tracking: &str) -> Option<String> {
        let found = self.fetch.iter().find_map(|(source, kept)| replace(kept, source, tracking))?;
        found.strip_prefix(BRANCHES).filter(|branch| *branch != "HEAD").map(str::to_owned)
    }
}

/// A side of a refspec as a full name.
fn full(name: &str) -> String {
    if name.starts_with("refs/") || name == "HEAD" { name.to_owned() } else { format!("{BRANCHES}{name}") }
}

/// The name that the pattern `to` gives to a name that the pattern `from` matches.
fn replace(from: &str, to: &str, name: &str) -> Option<String> {
    let Some((start, end)) = from.split_once('*') else {
        return (from == name).then(|| to.to_owned());
    };
    let middle = name.strip_prefix(start)?.strip_suffix(end).filter(|middle| !middle.is_empty())?;
    Some(to.replacen('*', middle, 1))
}

/// The remotes in settings `remote.<name>.fetch`, given as pairs of key and value.
pub(super) fn of_settings<'a>(settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Remote> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for (key, value) in settings {
        let Some(name) = key.strip_prefix("remote.").and_then(|rest| rest.strip_suffix(".fetch")) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| known == name) {
            Some((_, refspecs)) => refspecs.push(value),
            None => found.push((name.to_owned(), vec![value])),
        }
    }
    found.sort();
    found.into_iter().map(|(name, refspecs)| Remote::new(&name, refspecs)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_slashes_are_mapped_by_refspecs() {
        let check = |refspecs: &[&str], branch: &str, tracking: Option<&str>| {
            let remote = Remote::new("x", refspecs.iter().copied());
            assert_eq!(remote.tracking(branch).as_deref(), tracking, "{refspecs:?}");
            if let Some(tracking) = tracking {
                assert_eq!(remote.branch_of(tracking).as_deref(), Some(branch), "{refspecs:?}");
            }
        };
        check(&["+refs/heads/*:refs/remotes/team/db/*"], "feature/a", Some("refs/remotes/team/db/feature/a"));
        check(&["+refs/heads/main:refs/remotes/origin/main"], "main", Some("refs/remotes/origin/main"));
        check(&["+refs/heads/main:refs/remotes/origin/main"], "other", None);
        check(&["main:refs/tracked/main"], "main", Some("refs/tracked/main"));
        check(&["refs/heads/release-*:refs/remotes/o/r-*"], "release-1", Some("refs/remotes/o/r-1"));
        check(&["^refs/heads/main", "refs/heads/main", "+HEAD:refs/remotes/o/HEAD"], "main", None);
    }

    #[test]
    fn a_reference_of_another_remote_is_not_one_of_this() {
        let remote = Remote::unconfigured("my");
        assert_eq!(remote.branch_of("refs/remotes/my/main").as_deref(), Some("main"));
        assert_eq!(remote.branch_of("refs/remotes/mine/main"), None);
        assert_eq!(remote.branch_of("refs/remotes/my/HEAD"), None);
        assert_eq!(remote.branch_of("refs/heads/my/main"), None);
    }

    #[test]
    fn remotes_are_read_from_the_settings() {
        let settings = [
            ("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"),
            ("remote.a.b/c.fetch", "+refs/heads/main:refs/remotes/c/main"),
            ("remote.a.b/c.fetch", "+refs/heads/next:refs/remotes/c/next"),
            ("remote.origin.url", "x"),
        ];
        let remotes = of_settings(settings);
        assert_eq!(remotes.iter().map(|remote| remote.name.as_str()).collect::<Vec<_>>(), ["a.b/c", "origin"]);
        assert_eq!(remotes[0].tracking("next").as_deref(), Some("refs/remotes/c/next"));
    }
}
