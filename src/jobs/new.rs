//! `new`: a migration with a name and an initial text that pass every rule.

use super::projects::ProjectHistory;
use crate::git::{self, Existing, Repository};
use crate::migration::layout::{Alone, Order, Shape, Template};
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
    /// The text is not the version of a migration (user).
    #[error("`{0}` is not a version")]
    NotAVersion(String),
    /// The migration tool has no place for a down migration (user).
    #[error("{0} has no down migrations")]
    NoDown(&'static str),
    /// The tool runs every migration in a transaction (user).
    #[error("{0} has no migration that tidegate can write for a statement outside a transaction")]
    NeverAlone(&'static str),
    /// A file cannot be written; no file was created.
    #[error(transparent)]
    Git(#[from] git::Error),
}

/// The files of a new migration named `name`, with a version after every one of the project.
pub fn plan(seen: &ProjectHistory, name: &str, now: DateTime<Utc>) -> Result<Vec<NewFile>, Error> {
    let description = described(name)?;
    let layout = seen.project.layout;
    let version = next_version(&seen.history, layout, None, now);
    let (up, down) =
        (text(name, "Write the migration here"), text(&format!("down: {name}"), "Write the down migration here"));
    files(seen, (&version, &description), &up, &down, (false, false))
}

/// The texts and the version of a migration that is written in advance.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    pub sql: &'a str,
    /// The text that reverts it.
    pub down: Option<&'a str>,
    /// The version that it has; by default the next one.
    pub version: Option<&'a str>,
}

/// The files of a new migration named `name` with its SQL, and its version.
pub fn plan_written(
    seen: &ProjectHistory,
    name: &str,
    written: Written<'_>,
    now: DateTime<Utc>,
) -> Result<(String, Vec<NewFile>), Error> {
    let description = described(name)?;
    let layout = seen.project.layout;
    let is_plain = |version: &str| {
        !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'))
    };
    let version = match written.version {
        Some(version) if !is_plain(version) => return Err(Error::NotAVersion(version.to_owned())),
        Some(version) => version.to_owned(),
        None => next_version(&seen.history, layout, None, now),
    };
    let header = |name: &str, sql: &str| format!("{}{}\n", head(name), sql.trim_end());
    let down = match written.down {
        Some(sql) => header(&format!("down: {name}"), sql),
        None => text(&format!("down: {name}"), "Write the down migration here"),
    };
    let has_place = !matches!(layout.template, Template::One { body: (_, after), .. } if after.is_empty());
    if written.down.is_some() && !has_place {
        return Err(Error::NoDown(layout.tool));
    }
    let files =
        files(seen, (&version, &description), &header(name, written.sql), &down, (written.down.is_some(), false))?;
    Ok((version, files))
}

/// The files of a migration with these texts. The second one is in a file of its own, or below the first one if
/// `has_down` and the layout has a place for it. With `is_alone`, the tool runs the only statement outside a transaction.
pub(super) fn files(
    seen: &ProjectHistory,
    (version, description): (&str, &str),
    up: &str,
    down: &str,
    (has_down, is_alone): (bool, bool),
) -> Result<Vec<NewFile>, Error> {
    let layout = seen.project.layout;
    let file = |name: String, content: String| NewFile { path: seen.new_folder().join(name), content };
    let mut files = match layout.template {
        Template::One { prefix, separator, ending, body } => {
            let (before, after) = body_of(layout, body, is_alone);
            let below = if has_down && !after.is_empty() { down } else { "" };
            vec![file(
                format!("{prefix}{version}{separator}{description}{ending}"),
                format!("{before}{up}{after}{below}"),
            )]
        }
        Template::ByTool { command } => {
            return Err(Error::ByTool { tool: layout.tool, command, name: description.to_owned() });
        }
        Template::Pair { up: of_up, down: of_down } => {
            let stem = format!("{}_{description}", dashed(layout, version));
            vec![file(format!("{stem}{of_up}"), up.to_owned()), file(format!("{stem}{of_down}"), down.to_owned())]
        }
    };
    if let (true, Some(first)) = (is_alone, files.first_mut()) {
        match layout.alone {
            Alone::Head(head) => first.content.insert_str(0, head),
            Alone::Beside { name, content } => {
                let of = if name.starts_with('/') { first.path.parent() } else { first.path.clone() };
                let path = RelPath::new([of.as_bytes(), name.as_bytes()].concat());
                files.push(NewFile { path, content: content.to_owned() });
            }
            Alone::AsAny | Alone::Body(_) => {}
            Alone::Never => return Err(Error::NeverAlone(layout.tool)),
        }
    }
    Ok(files)
}

/// The lines before and after the SQL of a file.
fn body_of(layout: &Layout, body: (&'static str, &'static str), is_alone: bool) -> (&'static str, &'static str) {
    match layout.alone {
        Alone::Body(body) if is_alone => body,
        _ => body,
    }
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
    format!("{}select 1; -- {invitation}.\n", head(name))
}

/// The description at the top of a file.
fn head(name: &str) -> String {
    let name = name.replace(['\n', '\r'], " ");
    format!("-- Description: {}\n\n", name.trim())
}

/// `Add orders (v2)` becomes `add_orders_v2`.
fn snake_case(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_")
}

/// Deletes files that were just created.
pub(super) fn remove(repository: &dyn Repository, files: &[NewFile]) -> Result<(), git::Error> {
    files.iter().try_for_each(|file| git::remove_beneath(repository.paths(), &file.path))
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
    fn a_written_migration_has_its_text_and_version() {
        let check = |layout: &'static Layout, written: Written<'_>, expected: Result<&[&str], &str>| {
            let project = Project::new(RelPath::default(), "m".into(), layout);
            let seen = ProjectHistory { history: History::read(&project, std::iter::empty::<&FileRef>()), project };
            let now = crate::migration::timestamp::parse("20250131093045").expect("a valid timestamp");
            let planned = plan_written(&seen, "a b", written, now).map_err(|error| error.to_string());
            let shown = |file: &NewFile| format!("{}: {}", file.path, file.content);
            let files = planned.map(|(_, files)| files.iter().map(shown).collect::<Vec<_>>());
            assert_eq!(files, expected.map(|all| all.iter().map(ToString::to_string).collect()).map_err(str::to_owned));
        };
        let (sql, down) = ("create table a ();\n\n", Some("drop table a;"));
        check(
            &layout::DBMATE,
            Written { sql, down, version: Some("20250131093046") },
            Ok(&[
                "m/20250131093046_a_b.sql: -- migrate:up\n-- Description: a b\n\ncreate table a ();\n\n-- migrate:down\n-- Description: down: a b\n\ndrop table a;\n",
            ]),
        );
        check(&layout::SUPABASE, Written { sql, down, version: None }, Err("the Supabase CLI has no down migrations"));
        check(&layout::SUPABASE, Written { sql, down: None, version: Some("../1") }, Err("`../1` is not a version"));
        check(
            &layout::SUPABASE,
            Written { sql, down: None, version: None },
            Ok(&["m/20250131093045_a_b.sql: -- Description: a b\n\ncreate table a ();\n"]),
        );
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
