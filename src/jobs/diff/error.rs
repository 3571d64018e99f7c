//! Errors of a comparison.

use crate::diagnostic::Place;
use crate::jobs::verify;
use crate::postgres;
use std::io;
use std::path::PathBuf;

/// A comparison that was not made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A side of the repository cannot be read, or there is no server (user or environment).
    #[error(transparent)]
    Verify(verify::Error),
    /// A live database cannot be reached or read (environment).
    #[error("{0}")]
    Live(postgres::Error),
    /// A named database has no address here, or cannot be chosen (user).
    #[error("{0}")]
    Unreachable(String),
    /// A side is an empty argument (user).
    #[error("a side is empty")]
    EmptySide,
    /// `rev:` without a revision (user).
    #[error("`rev:` needs a revision")]
    EmptyRevision,
    /// A side is the address of something else than PostgreSQL (user). It is not quoted: it may contain a password.
    #[error("a side is an address that does not begin with `postgres://`")]
    OtherScheme,
    /// A file or folder does not exist, or cannot be read (user).
    #[error("cannot read {}: {cause}", .path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// A folder has no SQL file (user).
    #[error("{} has no SQL file", .0.display())]
    NoFiles(PathBuf),
    /// A folder of migrations is outside the working tree, where its layout is not read (user).
    #[error("{} has migrations for {tool}, and is not in the working tree", .folder.display())]
    ForeignMigrations { folder: PathBuf, tool: &'static str },
    /// A folder holds several projects (user).
    #[error("{} has several projects: {}", .folder.display(), .roots.join(", "))]
    SeveralProjects { folder: PathBuf, roots: Vec<String> },
    /// The sides would be read by servers of different major versions (environment).
    #[error(
        "{database} is PostgreSQL {live}, and the other side is read by PostgreSQL {other}, which prints definitions in \
         another way{}", refused_by(*other, refused.as_deref())
    )]
    OtherMajor {
        database: String,
        live: u32,
        other: u32,
        /// The statement of a copy of the database that the other server refused, with its message.
        refused: Option<String>,
    },
    /// The sides were loaded on different servers (environment).
    #[error("the sides were loaded on different servers: {0} and {1}")]
    OtherServer(String, String),
    /// A folder has some of the migrations of a project (user).
    #[error("{} has only a part of the migrations of {project}", .folder.display())]
    PartOfMigrations { folder: PathBuf, project: String },
    /// The working tree has no models of Prisma beside its migrations (user).
    #[error("the working tree has no schema.prisma that belongs to the migrations")]
    NoPrisma,
    /// The working tree has several Prisma schemas beside the migrations (user).
    #[error("the migrations have several Prisma schemas: {}", .0.join(", "))]
    SeveralPrisma(Vec<String>),
    /// A Prisma schema has a fault (user).
    #[error("{}{message}", at(.place))]
    PrismaFault { place: Place, message: String },
    /// A rename is not written as one (user).
    #[error("`{0}` is not a rename")]
    NoRename(String),
    /// A rename does not fit the sides (user).
    #[error("`{rename}` is not possible: {reason}")]
    WrongRename { rename: String, reason: String },
    /// Neither a catalog nor the reason why there is none (a mistake of tidegate).
    #[error("{0} was not loaded")]
    NotLoaded(String),
}

/// The file and line of a place.
fn at(place: &Place) -> String {
    let line = match place {
        Place::Content { excerpt, .. } => format!(":{}", excerpt.first_line),
        Place::Name { .. } | Place::File { .. } | Place::None => String::new(),
    };
    place.path().map(|path| format!("{path}{line}: ")).unwrap_or_default()
}

fn refused_by(other: u32, refused: Option<&str>) -> String {
    refused.map_or_else(String::new, |refused| format!("; a copy on PostgreSQL {other} failed: {refused}"))
}

impl From<verify::Error> for Error {
    fn from(error: verify::Error) -> Self {
        Self::Verify(error)
    }
}
