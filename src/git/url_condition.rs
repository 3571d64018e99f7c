//! Configuration that is included for repositories with a remote of some URL (`includeIf "hasconfig:remote.*.url:..."`),
//! which libgit2 does not read.

use git2::{Config, Repository};
use regex::bytes::Regex;
use std::path::{Path, PathBuf};

/// The start of the condition in the name of a key.
const CONDITION: &str = "includeif.hasconfig:remote.*.url:";

/// The pattern of keys with the condition, beside another one.
fn with_includes(pattern: &str) -> String {
    format!("({pattern})|^includeif\\.hasconfig:.*\\.path$")
}

/// The depth at which git stops to include files.
const DEPTH: usize = 10;

/// Returns the values of matching keys, with those of files that such conditions include, in the order in which git
/// reads them.
pub(super) fn values(repository: &Repository, pattern: &str) -> Result<Vec<(String, String)>, git2::Error> {
    let config = repository.config()?;
    let urls: Vec<String> = read(&config, "^remote\\..*\\.url$")?.into_iter().map(|(_, url)| url).collect();
    let reader = Reader { repository, urls, pattern: with_includes(pattern) };
    let mut found = Vec::new();
    reader.add(&config, None, 0, &mut found)?;
    Ok(found)
}

struct Reader<'a> {
    repository: &'a Repository,
    urls: Vec<String>,
    pattern: String,
}

impl Reader<'_> {
    fn add(
        &self,
        config: &Config,
        file: Option<&Path>,
        depth: usize,
        found: &mut Vec<(String, String)>,
    ) -> Result<(), git2::Error> {
        for (key, value) in read(config, &self.pattern)? {
            let Some(condition) = key.strip_prefix("includeif.").and_then(|_| key.strip_suffix(".path")) else {
                found.push((key, value));
                continue;
            };
            // A condition that cannot be evaluated counts as true.
            let is_met = condition.strip_prefix(CONDITION).is_none_or(|url| self.has_url(url));
            if !is_met || depth == DEPTH {
                continue;
            }
            for path in self.places(&value, file) {
                if let Ok(included) = Config::open(&path) {
                    self.add(&included, Some(&path), depth + 1, found)?;
                }
            }
        }
        Ok(())
    }

    fn has_url(&self, glob: &str) -> bool {
        expression(glob).is_none_or(|expression| self.urls.iter().any(|url| expression.is_match(url.as_bytes())))
    }

    /// The files that a path may mean. A relative one belongs to the folder of the file with the condition, of which
    /// libgit2 does not give the name: it is looked for beside every file that git reads.
    fn places(&self, written: &str, file: Option<&Path>) -> Vec<PathBuf> {
        let home = std::env::home_dir().unwrap_or_default();
        if let Some(rest) = written.strip_prefix("~/") {
            return vec![home.join(rest)];
        }
        let written = Path::new(written);
        if written.is_absolute() {
            return vec![written.to_owned()];
        }
        if let Some(folder) = file.and_then(Path::parent) {
            return vec![folder.join(written)];
        }
        let global = [Config::find_global(), Config::find_xdg(), Config::find_system()];
        let folders = global.into_iter().flatten().filter_map(|file| file.parent().map(Path::to_owned));
        let own = [self.repository.commondir().to_owned(), self.repository.path().to_owned()];
        let mut places: Vec<PathBuf> = own.into_iter().chain(folders).map(|folder| folder.join(written)).collect();
        places.dedup();
        places
    }
}

fn read(config: &Config, pattern: &str) -> Result<Vec<(String, String)>, git2::Error> {
    let mut entries = config.entries(Some(pattern))?;
    let mut found = Vec::new();
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let value = if entry.has_value() { text(entry.value_bytes()) } else { String::new() };
        found.push((text(entry.name_bytes()), value));
    }
    Ok(found)
}

/// The expression of a glob as git matches URLs, in which `*` does not match a slash; `None` for one with brackets or
/// backslashes.
fn expression(glob: &str) -> Option<Regex> {
    if glob.contains(['[', '\\']) {
        return None;
    }
    let mut text = "(?s-u)^".to_owned();
    let mut rest = glob;
    while let Some(letter) = rest.chars().next() {
        let (length, part) = if rest.starts_with("**/") {
            (3, "(?:.*/)?".to_owned())
        } else if rest.starts_with("**") {
            (2, ".*".to_owned())
        } else if letter == '*' {
            (1, "[^/]*".to_owned())
        } else if letter == '?' {
            (1, "[^/]".to_owned())
        } else {
            (letter.len_utf8(), regex::escape(&letter.to_string()))
        };
        text.push_str(&part);
        rest = &rest[length..];
    }
    Regex::new(&(text + "$")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_urls_as_git_does() {
        let check = |glob: &str, url: &str, expected: bool| {
            let found = expression(glob).is_none_or(|expression| expression.is_match(url.as_bytes()));
            assert_eq!(found, expected, "{glob} {url}");
        };
        check("https://example.com/**", "https://example.com/a/b.git", true);
        check("https://example.com/*", "https://example.com/a/b.git", false);
        check("https://*/a/b.git", "https://example.com/a/b.git", true);
        check("**/b.git", "https://example.com/a/b.git", true);
        check("git@example.com:a/?.git", "git@example.com:a/b.git", true);
        check("https://example.com", "https://example.com/a", false);
        check("https://[ab].com/**", "https://c.com/x", true);
    }

    #[test]
    fn reads_files_of_the_condition_in_their_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Repository::init(folder.path()).expect("a repository");
        let git_dir = repository.path().to_owned();
        let write = |name: &str, text: &str| std::fs::write(git_dir.join(name), text).expect("written");
        let keys = |values: &[(String, String)]| {
            values.iter().map(|(key, _)| key.replace("hook.", "").replace(".event", "")).collect::<Vec<_>>().join(" ")
        };
        write(
            "more",
            "[hook \"more\"]\n\tevent = pre-commit\n[includeIf \"hasconfig:remote.*.url:**\"]\n\tpath = nested\n",
        );
        write("nested", "[hook \"nested\"]\n\tevent = pre-commit\n");
        let check = |glob: &str, expected: &str| {
            write(
                "config",
                &format!(
                    "[core]\n\tbare = false\n[remote \"o\"]\n\turl = https://example.com/a\n[hook \"first\"]\n\tevent = pre-commit\n\
                     [includeIf \"hasconfig:remote.*.url:{glob}\"]\n\tpath = more\n[hook \"last\"]\n\tevent = pre-commit\n"
                ),
            );
            let repository = Repository::open(folder.path()).expect("a repository");
            let found = values(&repository, r"^hook\..*\.event$").expect("read");
            assert_eq!(keys(&found), expected, "{glob}");
        };
        check("https://example.com/**", "first more nested last");
        check("https://example.org/**", "first last");
    }
}
