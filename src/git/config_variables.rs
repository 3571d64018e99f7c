//! The configuration that environment variables add (git-config(1), "ENVIRONMENT"). libgit2 does not read them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The settings and files that variables name. A hook of `git -c key=value commit` gets such variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigVariables {
    /// The settings in order. They come after those of every file.
    settings: Vec<(String, String)>,
    /// Whether other files are named, or the settings are in a form that only git reads.
    needs_git: bool,
}

/// The file of all users, which `GIT_CONFIG_NOSYSTEM` leaves out.
const SYSTEM_FILE: &str = "/etc/gitconfig";

impl ConfigVariables {
    /// Reads this process's environment.
    pub(super) fn read() -> Self {
        Self::of(&|name| std::env::var_os(name).filter(|value| !value.is_empty()))
    }

    fn of(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let names_a_file = |name| variable(name).is_some_and(|file| file != "/dev/null" || has_default(name));
        let skips_system = variable("GIT_CONFIG_NOSYSTEM").is_some() && Path::new(SYSTEM_FILE).exists();
        let settings = settings(variable);
        // What an included file sets comes before the settings that follow the inclusion.
        let includes =
            settings.iter().flatten().any(|(key, _)| key.starts_with("include.") || key.starts_with("includeif."));
        Self {
            needs_git: settings.is_none()
                || includes
                || skips_system
                || names_a_file("GIT_CONFIG_GLOBAL")
                || names_a_file("GIT_CONFIG_SYSTEM"),
            settings: settings.unwrap_or_default(),
        }
    }

    /// Whether only git reads the configuration as it is.
    pub(super) fn needs_git(&self) -> bool {
        self.needs_git
    }

    /// The last value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let key = normal_key(key);
        self.settings.iter().rev().find(|(known, _)| *known == key).map(|(_, value)| value.as_str())
    }

    /// The settings whose key matches a regular expression.
    pub(super) fn matching(&self, pattern: &str) -> Vec<(String, String)> {
        let Ok(pattern) = regex::Regex::new(pattern) else { return Vec::new() };
        self.settings.iter().filter(|(key, _)| pattern.is_match(key)).cloned().collect()
    }
}

/// Whether a file without content may replace one with content: git looks for the users' own ones in several places.
fn has_default(variable: &str) -> bool {
    if variable == "GIT_CONFIG_SYSTEM" {
        return Path::new(SYSTEM_FILE).exists();
    }
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let xdg = folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")));
    folder("HOME").is_some_and(|home| home.join(".gitconfig").exists())
        || xdg.is_some_and(|xdg| xdg.join("git/config").exists())
}

/// The settings of both forms, those of `GIT_CONFIG_COUNT` first (config.c, `git_config_from_parameters`); `None` if one
/// of them cannot be read.
fn settings(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<Vec<(String, String)>> {
    let text = |name: &str| variable(name).map(|value| value.to_string_lossy().into_owned());
    let mut found = Vec::new();
    let count = text("GIT_CONFIG_COUNT").map_or(Some(0), |count| count.trim().parse::<usize>().ok())?;
    for number in 0..count {
        let key = text(&format!("GIT_CONFIG_KEY_{number}"))?;
        found.push((normal_key(&key), text(&format!("GIT_CONFIG_VALUE_{number}")).unwrap_or_default()));
    }
    found.extend(parameters(&text("GIT_CONFIG_PARAMETERS").unwrap_or_default())?);
    Some(found)
}

/// Reads `'key=value' 'key'='value' 'key'=` as git writes it (quote.c, `sq_quote_buf`): a quote inside of quotes is `'\\''`,
/// an exclamation mark `'\\!'`. The first form is the one of git before 2.31.
fn parameters(text: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = quoted(rest)?;
        let (key, value, after) = match after.strip_prefix('=') {
            // A key without a value means "true", and is empty in the lists of keys.
            Some(after) if after.is_empty() || after.starts_with(' ') => (key, String::new(), after),
            Some(after) => {
                let (value, after) = quoted(after)?;
                (key, value, after)
            }
            None => match key.split_once('=') {
                Some((key, value)) => (key.to_owned(), value.to_owned(), after),
                None => (key, String::new(), after),
            },
        };
        found.push((normal_key(&key), value));
        rest = after.trim_start();
    }
    Some(found)
}

/// The text in quotes at the start, and the rest.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut value = String::new();
    loop {
        let end = rest.find('\'')?;
        value.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        let mut after = rest.strip_prefix('\\').map(str::chars);
        match after.as_mut().and_then(Iterator::next) {
            Some(escaped @ ('\'' | '!')) => {
                value.push(escaped);
                rest = after.as_ref()?.as_str().strip_prefix('\'')?;
            }
            _ => return Some((value, rest)),
        }
    }
}

/// A key with section and name in lower case, as git compares them; a subsection keeps its case.
fn normal_key(key: &str) -> String {
    let Some((section, rest)) = key.split_once('.') else { return key.to_lowercase() };
    match rest.rsplit_once('.') {
        Some((subsection, name)) => format!("{}.{subsection}.{}", section.to_lowercase(), name.to_lowercase()),
        None => key.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], expected: Option<&[(&str, &str)]>) {
        let find = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        let expected =
            expected.map(|pairs| pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect());
        assert_eq!(settings(&find), expected, "{variables:?}");
    }

    #[test]
    fn settings_are_read_in_every_form_that_git_writes() {
        check(&[], Some(&[]));
        for (text, expected) in [
            ("'hook.fmt.event'='pre-commit'", &[("hook.fmt.event", "pre-commit")][..]),
            ("'Hook.Fmt.Event'='pre-commit' 'a.b'=", &[("hook.Fmt.event", "pre-commit"), ("a.b", "")]),
            ("'core.hooksPath=x y'", &[("core.hookspath", "x y")]),
            (r"'a.b'='it'\''s'\!' = '", &[("a.b", "it's! = ")]),
            ("'a.b.c.d'='='", &[("a.b.c.d", "=")]),
            ("  'a.b'  ", &[("a.b", "")]),
        ] {
            check(&[("GIT_CONFIG_PARAMETERS", text)], Some(expected));
        }
        for text in ["a.b=c", "'a.b", "'a.b'=c", "'a.b'='c"] {
            check(&[("GIT_CONFIG_PARAMETERS", text)], None);
        }
        let numbered = [("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "A.B"), ("GIT_CONFIG_VALUE_0", "x")];
        check(&numbered, Some(&[("a.b", "x")]));
        check(
            &[&numbered[..], &[("GIT_CONFIG_PARAMETERS", "'a.b'='y'")]].concat(),
            Some(&[("a.b", "x"), ("a.b", "y")]),
        );
        check(&[("GIT_CONFIG_COUNT", "2"), ("GIT_CONFIG_KEY_0", "a.b")], None);
        check(&[("GIT_CONFIG_COUNT", "many")], None);
    }

    #[test]
    fn the_last_setting_counts_and_only_git_follows_inclusions() {
        let of = |text: &'static str| {
            ConfigVariables::of(&move |name| (name == "GIT_CONFIG_PARAMETERS").then(|| text.into()))
        };
        let found = of("'core.hooksPath'='a' 'Core.HooksPath'='b'");
        assert_eq!((found.get("core.hooksPath"), found.needs_git()), (Some("b"), false));
        assert_eq!(found.matching("^core\\.").len(), 2);
        assert!(of("'include.path'='/x'").needs_git());
        assert!(of("'includeIf.gitdir:/x/.path'='/x'").needs_git());
        assert!(of("broken").needs_git());
    }
}
