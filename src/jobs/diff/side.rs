//! The sides of a comparison as they are typed.

use super::error::Error;
use crate::jobs::sides::Selection;
use crate::migration::Project;
use crate::postgres;
use std::fmt;
use std::path::PathBuf;

/// A side of a comparison as it is typed. A word is never taken for a file: `./index` is one.
#[derive(Clone, PartialEq, Eq)]
pub enum SideSpec {
    /// A file or folder of SQL, relative to the current folder.
    Files(PathBuf),
    /// The address of a live database, with its password.
    Database(String),
    /// The migrations of the index, the working tree or a revision.
    History(Selection),
    /// The schema file of the working tree, or the files that declare its schema.
    Schema,
    /// The models of Prisma in the working tree.
    Prisma,
    /// A project before its first migration.
    Start(Box<Project>),
}

impl SideSpec {
    /// Reads a side.
    pub fn parse(typed: &str) -> Result<Self, Error> {
        if postgres::is_url(typed.trim()) {
            return Ok(Self::Database(typed.to_owned()));
        }
        match typed {
            "index" => Ok(Self::History(Selection::Staged)),
            "worktree" => Ok(Self::History(Selection::WorkTree)),
            "schema" => Ok(Self::Schema),
            "prisma" => Ok(Self::Prisma),
            "" => Err(Error::EmptySide),
            _ => match typed.strip_prefix("rev:") {
                Some("") => Err(Error::EmptyRevision),
                Some(name) => Ok(Self::History(Selection::Revision { name: name.to_owned(), remote: None })),
                None if typed.contains("://") => Err(Error::OtherScheme),
                None => Ok(Self::Files(PathBuf::from(typed))),
            },
        }
    }
}

/// Without the address of a database, which may contain a password.
impl fmt::Debug for SideSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files(path) => f.debug_tuple("Files").field(path).finish(),
            Self::Database(_) => f.write_str("Database"),
            Self::History(selection) => f.debug_tuple("History").field(selection).finish(),
            Self::Schema => f.write_str("Schema"),
            Self::Prisma => f.write_str("Prisma"),
            Self::Start(project) => f.debug_tuple("Start").field(&project.root).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sides_and_everything_else_is_a_path() {
        let check = |typed: &str, expected: SideSpec| assert_eq!(SideSpec::parse(typed).expect(typed), expected);
        check("index", SideSpec::History(Selection::Staged));
        check("worktree", SideSpec::History(Selection::WorkTree));
        check("schema", SideSpec::Schema);
        check("prisma", SideSpec::Prisma);
        check("./index", SideSpec::Files("./index".into()));
        check("schema.sql", SideSpec::Files("schema.sql".into()));
        check("rev:a:b", SideSpec::History(Selection::Revision { name: "a:b".to_owned(), remote: None }));
        check("postgresql://h/d", SideSpec::Database("postgresql://h/d".to_owned()));
    }

    #[test]
    fn a_password_is_in_no_error_and_no_debug_text() {
        for typed in ["postgres://me:hunter2@h/d", "mysql://me:hunter2@h/d"] {
            let text = match SideSpec::parse(typed) {
                Ok(side) => format!("{side:?}"),
                Err(error) => format!("{error} {error:?}"),
            };
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
}
