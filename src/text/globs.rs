//! Patterns of files as gitignore(5) has them: `*.ts` at any depth, `src/*.ts` from the top, `**` for any number of
//! folders, `{a,b}` for either.

use globset::{Candidate, Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::Path;

/// A list of patterns. A pattern without a slash, or with one at its end only, matches at any depth, any other from the
/// top; one that matches a folder matches everything below it.
#[derive(Clone, Debug)]
pub struct Globs {
    patterns: Vec<String>,
    set: GlobSet,
}

/// Limit of a pattern in bytes.
const LENGTH_LIMIT: usize = 1000;

impl Globs {
    /// Reads patterns; fails with the number of the first one that is invalid, and the reason in a few words.
    pub fn new(patterns: Vec<String>) -> Result<Self, (usize, String)> {
        let mut set = GlobSetBuilder::new();
        for (number, pattern) in patterns.iter().enumerate() {
            for glob in globs_of(pattern).map_err(|reason| (number, reason))? {
                set.add(glob);
            }
        }
        let set = set.build().map_err(|error| (0, error.kind().to_string()))?;
        Ok(Self { patterns, set })
    }

    /// The patterns as they were written.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether a path matches a pattern; its parts are separated by slashes.
    pub fn is_match(&self, path: &[u8]) -> bool {
        self.set.is_match_candidate(&candidate(path))
    }
}

impl Default for Globs {
    fn default() -> Self {
        Self { patterns: Vec::new(), set: GlobSet::empty() }
    }
}

impl PartialEq for Globs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for Globs {}

fn globs_of(pattern: &str) -> Result<[Glob; 2], String> {
    if pattern.len() > LENGTH_LIMIT {
        return Err(format!("it is longer than {LENGTH_LIMIT} bytes"));
    }
    if pattern.starts_with('!') {
        return Err("`!` does not negate it; name these files in `exclude`".to_owned());
    }
    let name = pattern.trim_end_matches('/');
    let name = name.strip_prefix("./").unwrap_or(name);
    let from_top = match name.strip_prefix('/') {
        Some(rest) => rest.to_owned(),
        None if name.contains('/') => name.to_owned(),
        None => format!("**/{name}"),
    };
    if from_top.is_empty() || from_top == "**/" {
        return Err("it is empty".to_owned());
    }
    let glob = |text: &str| {
        let glob = GlobBuilder::new(text).literal_separator(true).backslash_escape(true).empty_alternates(true).build();
        glob.map_err(|error| error.kind().to_string())
    };
    let below = if from_top.ends_with("/**") || from_top == "**" { from_top.clone() } else { format!("{from_top}/**") };
    Ok([glob(&from_top)?, glob(&below)?])
}

#[cfg(unix)]
fn candidate(path: &[u8]) -> Candidate<'_> {
    use std::os::unix::ffi::OsStrExt as _;
    Candidate::new(Path::new(std::ffi::OsStr::from_bytes(path)))
}

#[cfg(not(unix))]
fn candidate(path: &[u8]) -> Candidate<'_> {
    // Names on such a system are text.
    Candidate::new(Path::new(std::str::from_utf8(path).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, matching: &[&str], other: &[&str]) {
        let globs = Globs::new(vec![pattern.to_owned()]).expect("a valid pattern");
        for path in matching {
            assert!(globs.is_match(path.as_bytes()), "{pattern} matches {path}");
        }
        for path in other {
            assert!(!globs.is_match(path.as_bytes()), "{pattern} does not match {path}");
        }
    }

    #[test]
    fn patterns_mean_what_they_mean_in_gitignore() {
        check("*.ts", &["a.ts", "src/a.ts", "a/b/c.ts", ".ts"], &["a.tsx", "a.ts.md"]);
        check("*.{ts,tsx}", &["a.ts", "x/a.tsx"], &["a.t", "a.{ts,tsx}"]);
        check("src/*.ts", &["src/a.ts"], &["src/b/a.ts", "x/src/a.ts", "a.ts"]);
        check("/a.ts", &["a.ts"], &["src/a.ts"]);
        check("src/**/*.ts", &["src/a.ts", "src/b/c/a.ts"], &["a.ts", "x/src/a.ts"]);
        check("**/gen/**", &["gen/a", "x/gen/a/b"], &["gen2/a"]);
        check("docs/", &["docs/a.md", "x/docs/y/a.md"], &["docs2/a.md"]);
        check("docs", &["docs/a.md", "docs"], &["mydocs/a"]);
        check("./a/b", &["a/b", "a/b/c"], &["x/a/b"]);
        check("[ab].c", &["a.c", "x/b.c"], &["c.c"]);
        check("[!ab].c", &["c.c"], &["a.c"]);
        check("\\[id\\].ts", &["[id].ts"], &["i.ts"]);
        check("**", &["a", "a/b"], &[]);
        check("a b$.c", &["a b$.c"], &["a b.c"]);
    }

    #[test]
    fn names_of_any_bytes_match() {
        let globs = Globs::new(vec!["*.ts".to_owned()]).expect("a valid pattern");
        assert!(cfg!(not(unix)) || globs.is_match(b"\xff\xfe\n.ts"));
    }

    #[test]
    fn invalid_patterns_are_refused() {
        for pattern in ["", "/", "[", "{a", "!a", &"a".repeat(1001)] {
            let refused = Globs::new(vec!["a".to_owned(), pattern.to_owned()]);
            assert_eq!(refused.err().map(|(number, _)| number), Some(1), "{pattern}");
        }
    }
}
