//! `new`: a migration with a name and an initial text that pass every rule.

use super::projects::ProjectHistory;
use crate::git::{self, Existing, Repository};
use crate::migration::layout::{Order, Shape, Template};
use crate::migration::{Layout, next_version};
use crate::text::RelPath;
use chrono::{DateTime, Utc};

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    pub path: RelPath,
    pub content: String,
}

/// Reason why no migration was created.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name has no letter or digit (user).
    #[error("name `{0}` contains no letter or digit")]
    NoName(String),
    /// Only the migration tool makes migrations that it runs (user).
    #[error("{tool} ignores migrations that its own command has not created")]
    ByTool {
        /// The migration tool.
        tool: &'static str,
        /// The command without the name.
        command: &'static str,
        /// The name of the migration.
        name: String,
    },
    /// A file cannot be written; no file was created.
    #[error(transparent)]
    Git(#[from] git::Error),
}

/// The files of a new migration named `name`, with a version after every one of the project.
pub fn plan(seen: &ProjectHistory, name: &str, now: DateTime<Utc>) -> Result<Vec<NewFile>, Error> {
    let description = described(name)?;
    let layout = seen.project.layout;
    let version = next_version(&seen.history, layout, None, now);
    let file = |name: String, content: String| NewFile { path: seen.new_folder().join(name), content };
    Ok(match layout.template {
        Template::One { prefix, separator, ending, body: (before, after) } => {
            vec![file(
                format!("{prefix}{version}{separator}{description}{ending}"),
                format!("{before}{}{after}", text(name, "Write the migration here")),
            )]
        }
        Template::ByTool { command } => return Err(Error::ByTool { tool: layout.tool, command, name: description }),
        Template::Pair { up, down } => {
            let stem = format!("{}_{description}", dashed(layout, &version));
            vec![
                file(format!("{stem}{up}"), text(name, "Write the migration here")),
                file(format!("{stem}{down}"), text(&format!("down: {name}"), "Write the down migration here")),
            ]
        }
    })
}

/// The description in the name of a file.
pub(super) fn described(name: &str) -> Result<String, Error> {
    let description = snake_case(name);
    if description.is_empty() { Err(Error::NoName(name.to_owned())) } else { Ok(description) }
}

/// A version as Diesel writes it, with dashes.
pub(super) fn dashed(layout: &Layout, version: &str) -> String {
    match (layout.shape, version.len()) {
        // Hasura's versions have no dashes.
        (Shape::Folder { .. }, 14) if layout.order != Order::Number => {
            format!("{}-{}-{}-{}", &version[..4], &version[4..6], &version[6..8], &version[8..])
        }
        _ => version.to_owned(),
    }
}

/// A description, and a statement without effect as a placeholder.
fn text(name: &str, invitation: &str) -> String {
    let name = name.replace(['\n', '\r'], " ");
    format!("-- Description: {}\n\nselect 1; -- {invitation}.\n", name.trim())
}

/// `Add orders (v2)` becomes `add_orders_v2`.
fn snake_case(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_")
}

/// Creates the files; none may exist. On failure those already created are deleted.
pub fn write(repository: &dyn Repository, files: &[NewFile]) -> Result<(), Error> {
    let paths = repository.paths();
    for (number, file) in files.iter().enumerate() {
        if let Err(error) = git::write_beneath(paths, &file.path, file.content.as_bytes(), Existing::Keep) {
            for written in &files[..number] {
                // A file that cannot be deleted does no harm.
                let _ = git::remove_beneath(paths, &written.path);
            }
            return Err(error.into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{FileRef, History, Project, layout};

    fn check(layout: &'static Layout, name: &str, expected: &[&str]) {
        let project = Project::new(RelPath::default(), "m".into(), layout);
        let seen = ProjectHistory { history: History::read(&project, std::iter::empty::<&FileRef>()), project };
        let now = crate::migration::timestamp::parse("20250131093045").expect("a valid timestamp");
        let files = plan(&seen, name, now).expect("a plan");
        let paths: Vec<String> = files.iter().map(|file| file.path.to_string()).collect();
        assert_eq!(paths, expected);
        let pattern = regex::bytes::Regex::new(layout.pattern).expect("a pattern");
        for file in &files {
            let named =
                if matches!(layout.shape, Shape::Folder { .. }) { file.path.parent() } else { file.path.clone() };
            assert!(pattern.is_match(named.file_name()), "{named}");
            assert!(!crate::sql::is_empty(file.content.as_bytes()));
        }
    }

    #[test]
    fn only_the_tool_makes_what_it_has_to_list() {
        let layout = &layout::DRIZZLE;
        let project = Project::new(RelPath::default(), "m".into(), layout);
        let seen = ProjectHistory { history: History::read(&project, std::iter::empty::<&FileRef>()), project };
        let now = crate::migration::timestamp::parse("20250131093045").expect("a valid timestamp");
        let error = plan(&seen, "Add orders", now).expect_err("no plan").to_string();
        assert_eq!(error, "drizzle-kit migrate ignores migrations that its own command has not created");
    }

    #[test]
    fn names_match_the_pattern_of_every_layout() {
        check(&layout::SUPABASE, "Add orders!", &["m/20250131093045_add_orders.sql"]);
        check(&layout::PRISMA, "a", &["m/20250131093045_a/migration.sql"]);
        check(&layout::SQLX, "a", &["m/20250131093045_a.sql"]);
        check(&layout::DBMATE, "a", &["m/20250131093045_a.sql"]);
        check(&layout::DIESEL, "a b", &["m/2025-01-31-093045_a_b/up.sql", "m/2025-01-31-093045_a_b/down.sql"]);
        check(&layout::GOLANG_MIGRATE, "a", &["m/000001_a.up.sql", "m/000001_a.down.sql"]);
        check(&layout::SQL_MIGRATE, "a", &["m/20250131093045_a.sql"]);
        check(&layout::HASURA, "a", &["m/20250131093045_a/up.sql", "m/20250131093045_a/down.sql"]);
        check(&layout::NODE_PG_MIGRATE, "a", &["m/20250131093045_a.sql"]);
        check(&layout::GOOSE, "a", &["m/20250131093045_a.sql"]);
        check(&layout::FLYWAY, "a", &["m/V20250131093045__a.sql"]);
        check(&layout::PLAIN, "a", &["m/20250131093045_a.sql"]);
    }
}
