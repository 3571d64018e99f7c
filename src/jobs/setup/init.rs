//! `init`: an initial configuration that fits the repository.

use crate::config;
use crate::git::{self, Existing, Repository};
use crate::jobs::projects::{ProjectHistory, Projects};
use crate::migration::{Layout, Schema};
use crate::text::RelPath;
use regex::bytes::Regex;
use std::fmt::Write as _;

/// Options of the command line.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The layout, if there are no migrations to detect it from.
    pub layout: Option<&'static Layout>,
    /// The migrations folder, likewise.
    pub migrations: Option<RelPath>,
    pub schema: Option<RelPath>,
    /// Whether a replay is possible; then the configuration enables it for every push.
    pub can_replay: bool,
}

/// Reason why no configuration was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A configuration exists (user).
    #[error("configuration already exists: {0}")]
    Exists(RelPath),
    /// The file cannot be written.
    #[error(transparent)]
    Git(#[from] git::Error),
}

/// The text of a configuration for these projects.
pub fn text(projects: &Projects, options: &Options) -> String {
    let mut text = String::from(
        "# tidegate keeps migrations, the schema file and databases in step.\n# Every key is described in docs/configuration.md; most projects need none of them.\n\n",
    );
    if let (Some(layout), []) = (options.layout, projects.projects.as_slice()) {
        line(&mut text, &format!("layout = \"{}\"", layout.id));
        let folder = options.migrations.clone().unwrap_or_else(|| layout.default_folder.into());
        line(&mut text, &format!("migrations = {}", toml_string(&folder.to_string())));
    } else if let Some(folder) = &options.migrations {
        line(&mut text, &format!("migrations = {}", toml_string(&folder.to_string())));
    }
    if let [only] = projects.projects.as_slice() {
        platform(&mut text, only);
    }
    match (&options.schema, projects.projects.as_slice()) {
        (Some(schema), _) => line(&mut text, &format!("schema = {}", toml_string(&schema.to_string()))),
        (None, [only]) if only.project.schema == Schema::None && only.project.declared.is_empty() => {
            line(
                &mut text,
                "# The schema as one file, so that reviewers and tools see the result of the migrations:\n# schema = \"schema.sql\"",
            );
        }
        _ => {}
    }
    if let [only] = projects.projects.as_slice()
        && only.project.layout.may_be_psql
    {
        let about =
            "# What runs the files: psql, or a program that sends each file through a driver:\n# runner = \"driver\"";
        line(&mut text, about);
    }
    text.push_str("\n# Branches whose migrations must not change; by default the remote's default branch.\n# published = [\"origin/main\"]\n");
    text.push_str(if options.can_replay {
        "\n# Before a push, changed migrations are replayed on a temporary PostgreSQL, and schema.sql is compared.\n[verify]\nat = \"pre-push\"\n"
    } else {
        "\n# Before a push, changed migrations can be replayed on a temporary PostgreSQL; `tidegate doctor` shows what is missing.\n# [verify]\n# at = \"pre-push\"\n"
    });
    match projects.projects.as_slice() {
        [only] => rules(&mut text, "rules", only),
        several => {
            for seen in several {
                let _ = write!(
                    text,
                    "\n[[projects]]\npath = {}\n# {} migrations in {}\n",
                    toml_string(&shown_root(seen)),
                    seen.project.layout.id,
                    seen.project.folder
                );
                platform(&mut text, seen);
                rules(&mut text, "projects.rules", seen);
            }
        }
    }
    text
}

/// Writes the platform of a project whose migration tool has none.
fn platform(text: &mut String, seen: &ProjectHistory) {
    if seen.project.is_on_other_platform() {
        line(text, &format!("platform = \"{}\"", seen.project.platform().name()));
    }
}

fn shown_root(seen: &ProjectHistory) -> String {
    seen.project.root.to_string()
}

/// Writes a pattern of names, if the layout's own does not fit the existing names.
fn rules(text: &mut String, table: &str, seen: &ProjectHistory) {
    let names: Vec<&[u8]> = seen.history.iter().map(crate::migration::Migration::name).collect();
    let Some((pattern, fitting)) = relaxed_pattern(seen.project.layout, &names) else {
        return;
    };
    let _ = write!(
        text,
        "\n[{table}]\n# {fitting} of {} names match the layout's own pattern; this one accepts the others as well.\ninvalid-name = {{ pattern = '{pattern}' }}\n",
        names.len()
    );
}

/// The strictest of a few patterns that nearly all names match, and how many of them match the
/// layout's own; `None` if nearly all match that one.
fn relaxed_pattern(layout: &Layout, names: &[&[u8]]) -> Option<(String, usize)> {
    let matching = |pattern: &str| {
        Regex::new(pattern).map_or(0, |pattern| names.iter().filter(|name| pattern.is_match(name)).count())
    };
    let own = matching(layout.pattern);
    let enough = |count: usize| count * 10 >= names.len() * 9;
    if names.is_empty() || enough(own) {
        return None;
    }
    let ending = if layout.pattern.ends_with(r"\.sql$") { r"\.sql$" } else { "$" };
    let starts =
        [r"^\d{14}_[a-z0-9_-]+", r"^\d{14}_[A-Za-z0-9_-]+", r"^\d+_[a-z0-9_]+", r"^\d+_[A-Za-z0-9_-]+", r"^\d+_.+"];
    let found = starts.iter().map(|start| format!("{start}{ending}")).find(|pattern| enough(matching(pattern)));
    found.map(|pattern| (pattern, own))
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn toml_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A configuration that was written.
#[derive(Clone, Debug)]
pub struct Written {
    pub path: RelPath,
    /// Whether git ignores the user's own changes of jobs from now on, and has not before.
    pub is_local_ignored: bool,
}

/// Writes the configuration at the top of the working tree; none may exist.
pub fn write(repository: &dyn Repository, text: &str) -> Result<Written, Error> {
    is_absent(repository)?;
    let (paths, path) = (repository.paths(), RelPath::from("tidegate.toml"));
    git::write_beneath(paths, &path, text.as_bytes(), Existing::Keep)?;
    Ok(Written { path, is_local_ignored: git::exclude(paths, config::LOCAL_FILE)? })
}

/// Fails if a configuration exists.
pub fn is_absent(repository: &dyn Repository) -> Result<(), Error> {
    let paths = repository.paths();
    if let Some(found) = config::find(paths) {
        return Err(Error::Exists(found));
    }
    // A sparse checkout may leave one out.
    let is_settings = |path: &[u8]| config::FILE_NAMES.iter().any(|place| place.as_bytes() == path);
    if let Some(found) = repository.not_checked_out(&is_settings)?.into_iter().next() {
        return Err(Error::Exists(found.path));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::layout;

    #[test]
    fn loosens_a_pattern_only_as_far_as_the_names_need() {
        let check = |names: &[&str], expected: Option<&str>| {
            let names: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
            assert_eq!(relaxed_pattern(&layout::SUPABASE, &names).map(|(pattern, _)| pattern).as_deref(), expected);
        };
        check(&[], None);
        check(&["20240101000000_a.sql"], None);
        check(&["20240101000000_a-b.sql"], Some(r"^\d{14}_[a-z0-9_-]+\.sql$"));
        check(&["001_a.sql", "002_b.sql"], Some(r"^\d+_[a-z0-9_]+\.sql$"));
        check(&["001_a b.sql"], Some(r"^\d+_.+\.sql$"));
    }
}
