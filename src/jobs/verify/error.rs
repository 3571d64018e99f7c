//! Errors of a verification.

use super::schema_writer::SchemaWriter;
use crate::git;
use crate::jobs::{check, side_settings, sides};
use crate::postgres;
use crate::text::{RelPath, words};
use std::path::PathBuf;

/// A verification that was not made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The side to replay cannot be found.
    #[error(transparent)]
    Sides(sides::Error),
    /// The statements to observe cannot be found.
    #[error(transparent)]
    Check(check::Error),
    /// There is no server, or it failed.
    #[error(transparent)]
    Postgres(#[from] postgres::Error),
    /// A migration is a symbolic link or a submodule, which has no content to run (user).
    #[error("{0} is not a regular file, so its content cannot be run")]
    NotAFile(RelPath),
    /// A file that the configuration names does not exist (user).
    #[error("`{key}` in tidegate.toml names {path}, which does not exist in {side}")]
    NoSetupFile {
        key: &'static str,
        path: RelPath,
        /// The side, in words.
        side: String,
    },
    /// The configuration names a schema of the platform (user).
    #[error("`verify.schemas` in tidegate.toml names `{0}`, which belongs to the platform and not to the migrations")]
    PlatformSchema(String),
    /// The settings of the side that is replayed cannot be used (user).
    #[error(transparent)]
    Settings(side_settings::Error),
    /// The file to write holds something else than a schema, or is not one that a schema is written to (user).
    #[error("refused to write the schema to {path}: {reason}")]
    NotASchemaFile { path: RelPath, reason: &'static str },
    /// The schema file is one that another tool writes, in a form that would be lost (user).
    #[error("refused to write the schema to {path}: `{}` writes this file, with {}", writer.command, writer.holds)]
    SchemaOfTool { path: RelPath, writer: &'static SchemaWriter },
    /// The schema is declared in files from which migrations are generated (user).
    #[error("refused to write the schema: {0} declares it, and migrations are generated from that")]
    Declared(String),
    /// The file that `--patch` names holds something else (user).
    #[error("refused to overwrite {}: it is not a patch", .0.display())]
    NotAPatch(PathBuf),
    /// The file that `--patch` names is not in the working tree (user).
    #[error("refused to write the patch to {}: it leads out of the working tree", .0.display())]
    PatchOutside(PathBuf),
    /// The file that `--patch` names cannot be written (environment).
    #[error("cannot write the patch {}: {cause}", path.display())]
    PatchFile {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    /// None of the schemas that the configuration names exists after the last migration (user).
    #[error("`verify.schemas` in tidegate.toml names {}, which the migrations do not create", words::list(.0, 3))]
    AbsentSchemas(Vec<String>),
    /// Seed files were to run, and there are none (user).
    #[error("{0} has no seed file to run")]
    NoSeed(String),
    /// The catalog of the schema file was requested, and there is none (user).
    #[error("{0} has no schema file")]
    NoSchemaFile(String),
    /// A side of a comparison has no migrations (user).
    #[error("{0} has no migrations")]
    NoMigrations(String),
    /// A side has several projects, or not the one that was named (user).
    #[error("{}", which_project(.side, .named.as_ref(), .roots))]
    WhichProject {
        /// The side, in words.
        side: String,
        named: Option<RelPath>,
        roots: Vec<String>,
    },
    /// The user of this clone has not agreed to the command of the settings (user).
    #[error("`{}` was not run, because you have not agreed to it in this clone", words::shell_line(.0))]
    CommandNotAgreed(Vec<String>),
    /// The command runs the files of the working tree, which are others than those of the side (user).
    #[error("`command` in tidegate.toml runs the files of the working tree, which differs from {side}: {}", words::list(&.changed.iter().map(ToString::to_string).collect::<Vec<_>>(), 3))]
    CommandOnOtherSide {
        /// The side, in words.
        side: String,
        changed: Vec<RelPath>,
    },
    /// The engine `url` was selected without an address (user).
    #[error("engine `url` needs the address of a server")]
    NoAddress,
    /// The engine `embedded` was selected in a build without it (environment).
    #[error("this build of tidegate has no embedded Postgres")]
    NoEmbedded,
}

fn which_project(side: &str, named: Option<&RelPath>, roots: &[String]) -> String {
    let found = words::list(roots, 5);
    match named {
        Some(named) => format!("{side} has no project in {named}; it has projects in {found}"),
        None => format!("{side} has several projects: {found}"),
    }
}

impl From<sides::Error> for Error {
    /// A repository that cannot be read is the same error wherever it occurs.
    fn from(error: sides::Error) -> Self {
        match error {
            sides::Error::Git(error) => Self::Git(error),
            error => Self::Sides(error),
        }
    }
}

impl From<check::Error> for Error {
    fn from(error: check::Error) -> Self {
        match error {
            check::Error::Git(error) => Self::Git(error),
            check::Error::Sides(error) => Self::Sides(error),
            check::Error::Settings(error) => Self::Settings(error),
            error => Self::Check(error),
        }
    }
}

impl From<side_settings::Error> for Error {
    fn from(error: side_settings::Error) -> Self {
        match error {
            side_settings::Error::Git(error) => Self::Git(error),
            error @ side_settings::Error::Settings { .. } => Self::Settings(error),
        }
    }
}
