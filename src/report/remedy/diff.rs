//! Help for comparisons that were not made.

use super::replay::of_server;
use crate::jobs::diff::Error;
use crate::postgres;
use crate::text::words::shell;

/// The sides that can be named.
const SIDES: &str = "name a file or folder of SQL, a `postgres://` address, `index`, `worktree`, `schema`, `prisma` or `rev:REV`; a \
    file with the name of such a word is written `./index`";

/// Help for an error; errors of a replay have their own.
pub fn of_diff(error: &Error) -> Vec<String> {
    match error {
        Error::Verify(_) | Error::NotLoaded(_) | Error::Unreachable(_) => Vec::new(),
        Error::Live(postgres::Error::Sql(_) | postgres::Error::Catalog { .. }) => {
            vec!["name a role that may read the system catalogs of the database".to_owned()]
        }
        Error::Live(error) => of_server(error),
        Error::EmptySide | Error::OtherScheme | Error::Unreadable { .. } => vec![SIDES.to_owned()],
        Error::EmptyRevision => vec!["name a branch, a tag or a commit: `tidegate diff rev:main worktree`".to_owned()],
        Error::NoFiles(_) => vec!["name a folder with files that end in .sql".to_owned()],
        Error::ForeignMigrations { folder, .. } => {
            let folder = shell(folder.as_os_str().as_encoded_bytes());
            vec![format!(
                "run tidegate in the repository of {folder}, or compare a dump: `pg_dump --schema-only` of a database"
            )]
        }
        Error::PartOfMigrations { .. } => {
            vec!["name the whole folder of the migrations, or `worktree`".to_owned()]
        }
        Error::SeveralProjects { roots, .. } => {
            let first = roots.first().map_or("FOLDER", String::as_str);
            vec![format!("name the project: `tidegate diff FROM worktree --project {}`", shell(first))]
        }
        Error::NoPrisma => {
            vec!["keep `schema.prisma` beside the migrations, or leave out the side `prisma`".to_owned()]
        }
        Error::SeveralPrisma(_) => vec!["keep one of them in the folder of the migrations".to_owned()],
        Error::PrismaFault { .. } => vec!["correct the schema: `tidegate verify` shows the place".to_owned()],
        Error::OtherMajor { live, .. } => vec![
            format!("install the server programs of PostgreSQL {live}, which tidegate finds automatically"),
            format!("or name a server of PostgreSQL {live} for temporary databases: `--database-url URL`"),
        ],
        Error::NoRename(_) | Error::WrongRename { .. } => {
            vec![
                "write `--rename table:a=b` or `--rename column:t.a=b`, with a schema if it is not `public`".to_owned(),
            ]
        }
        Error::OtherServer(..) => {
            vec!["name one server for both sides: `--engine local`, or `--database-url URL`".to_owned()]
        }
    }
}
