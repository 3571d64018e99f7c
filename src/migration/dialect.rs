//! Databases that are not `PostgreSQL`, by the configuration of the migration tools.
//!
//! Only the configuration nearest to a folder counts, and one that names `PostgreSQL` at all is taken for that: a
//! project that is left out by mistake is checked by nothing.

use super::FileRef;
use super::layout::Layout;
use crate::text::RelPath;
use regex::bytes::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The configuration files of a side, by path.
pub(super) struct Configs<'a>(BTreeMap<&'a RelPath, &'a FileRef>);

/// The database that a configuration names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Database {
    Postgres,
    Other(&'static str),
}

/// Names of databases as configurations write them, in lower case, and the name in messages.
const NAMES: [(&str, Database); 27] = [
    ("postgres", Database::Postgres),
    ("postgresql", Database::Postgres),
    ("pg", Database::Postgres),
    ("pg-native", Database::Postgres),
    ("pgnative", Database::Postgres),
    ("postgis", Database::Postgres),
    ("cockroachdb", Database::Postgres),
    ("redshift", Database::Postgres),
    ("aws-data-api", Database::Postgres),
    ("sqlite", Database::Other("SQLite")),
    ("sqlite3", Database::Other("SQLite")),
    ("rusqlite", Database::Other("SQLite")),
    ("better-sqlite", Database::Other("SQLite")),
    ("better-sqlite3", Database::Other("SQLite")),
    ("file", Database::Other("SQLite")),
    ("libsql", Database::Other("SQLite")),
    ("turso", Database::Other("SQLite")),
    ("d1", Database::Other("Cloudflare D1")),
    ("mysql", Database::Other("MySQL")),
    ("mysql2", Database::Other("MySQL")),
    ("trilogy", Database::Other("MySQL")),
    ("mariadb", Database::Other("MariaDB")),
    ("maria", Database::Other("MariaDB")),
    ("singlestore", Database::Other("SingleStore")),
    ("mssql", Database::Other("SQL Server")),
    ("sqlserver", Database::Other("SQL Server")),
    ("h2", Database::Other("H2")),
];

/// Whether a folder is that of the migrations for `PostgreSQL`, beside those for other databases.
pub(super) fn is_postgres(part: &[u8]) -> bool {
    matches!(part, b"postgres" | b"postgresql" | b"postgis" | b"pg" | b"psql")
}

/// A kind of configuration: the beginning of its file's name, and the pattern whose first group is a database.
struct Kind {
    name: &'static str,
    pattern: &'static LazyLock<Regex>,
    /// Words of which the file must have none.
    without: &'static [&'static str],
}

impl Kind {
    const fn new(name: &'static str, pattern: &'static LazyLock<Regex>) -> Self {
        Self { name, pattern, without: &[] }
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern that compiles")
}

static CLIENT: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?im)^[^/\n]*?\bclient['"]?\s*:\s*['"]([a-z0-9-]+)['"]"#));
static ADAPTER: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?im)^\s*adapter:\s*['"]?([a-z0-9]+)"#));
static ENGINE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?im)^[^#\n]*?['"]?\bengine['"]?\s*:\s*['"]?([a-z]+)"#));
static DIALECT: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?im)^\s*dialect:\s*['"]?([a-z0-9]+)"#));
static PROVIDER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?ims)(?:^|datasource\s+\w+\s*\{[^}]*?^)\s*provider\s*=\s*"([a-z0-9]+)""#));
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?im)^\s*(?:export\s+)?DATABASE_URL\s*=\s*['"]?([a-z0-9]+)(?:\+[a-z0-9]+)?:"#));
static JDBC: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?im)^[^#\n]*?\burl['\x22]?\s*[=:]\s*['\x22]?jdbc:(?:p6spy:|tc:)?([a-z0-9]+):"));
static FEATURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?m)"(?:[a-z0-9_-]+/)?(?:sqlx-)?(postgres|sqlite|mysql)(?:_backend|-unbundled|-bundled|-load-extension|-preupdate-hook|-deserialize|-rsa)?"|^\s*(postgres(?:ql)?)\s*=\s*\["#,
    )
});
/// Drivers that a crate depends on. They decide only where the crate has no library for several databases.
static DRIVER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)^\s*(?:\[(?:[^\]\n]*\.)?dependencies\.)?(?:tokio-|async-|deadpool-|bb8-|r2d2[_-])?(postgres|rusqlite|sqlite|libsql|turso|mysql)(?:_async|-openssl|-types)?(?:\.workspace|\.version)?\s*[=\]]",
    )
});
/// Libraries for several databases.
const LIBRARIES: &[&str] = &["sqlx", "diesel", "sea-orm"];

/// The configurations of the tools with files `<number>_<name>.sql`.
const OF_FILES: [Kind; 6] = [
    Kind::new("atlas.hcl", &ATLAS),
    Kind::new(".env", &ADDRESS),
    Kind::new("dbconfig.yml", &DIALECT),
    Kind::new("knexfile.", &CLIENT),
    Kind::new("sqlc.", &ENGINE),
    Kind::new("Cargo.toml", &FEATURE),
];
/// Those of a crate, where no tool of another language is known.
const OF_CRATES: [Kind; 7] = [
    Kind::new("atlas.hcl", &ATLAS),
    Kind::new(".env", &ADDRESS),
    Kind::new("dbconfig.yml", &DIALECT),
    Kind::new("knexfile.", &CLIENT),
    Kind::new("sqlc.", &ENGINE),
    Kind::new("Cargo.toml", &FEATURE),
    Kind { name: "Cargo.toml", pattern: &DRIVER, without: LIBRARIES },
];
const OF_RAILS: [Kind; 1] = [Kind::new("config/database.yml", &ADAPTER)];
const OF_FLYWAY: [Kind; 3] =
    [Kind::new("flyway.", &JDBC), Kind::new("application", &JDBC), Kind::new("src/main/resources/application", &JDBC)];
const OF_PRISMA: [Kind; 2] = [Kind::new("migration_lock.toml", &PROVIDER), Kind::new("schema.prisma", &PROVIDER)];
const OF_JOURNAL: [Kind; 1] = [Kind::new("meta/_journal.json", &JOURNAL)];
const OF_DRIZZLE: [Kind; 1] = [Kind::new("drizzle.config.", &DRIZZLE)];
static DRIZZLE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?i)\bdialect['"]?\s*:\s*['"]([a-z0-9-]+)['"]"#));
static ATLAS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?im)^[^#/\n]*?\b(?:dev|url|dev_url)\s*=\s*"(?:docker(?:\+[a-z]+)?://)?([a-z0-9]+)[:/]"#)
});
static JOURNAL: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?i)"dialect"\s*:\s*"([a-z0-9]+)""#));

type Peek<'p, E> = &'p mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>;

impl<'a> Configs<'a> {
    pub(super) fn of(files: &'a [FileRef]) -> Self {
        Self(
            files.iter().filter(|file| super::is_marker(file.path.as_bytes())).map(|file| (&file.path, file)).collect(),
        )
    }

    /// The reason why the migrations of a folder are for another database.
    pub(super) fn other_database<E>(
        &self,
        folder: &RelPath,
        layout: Option<&Layout>,
        peek: Peek<'_, E>,
    ) -> Result<Option<String>, E> {
        if folder.parts().any(is_postgres) {
            return Ok(None);
        }
        let (kinds, height): (&[Kind], usize) = match layout.map(|layout| layout.id) {
            Some("supabase" | "hasura") => return Ok(None),
            Some("prisma") => (&OF_PRISMA, 2),
            Some("flyway") => (&OF_FLYWAY, 6),
            Some("drizzle") => (&OF_JOURNAL, 1),
            Some("drizzle-folders") => (&OF_DRIZZLE, 4),
            Some("sqlx" | "plain") => (&OF_CRATES, 3),
            None if folder.file_name().ends_with(b"migrate") => (&OF_RAILS, 3),
            _ => (&OF_FILES, 3),
        };
        // Prisma refuses a lock file of another provider than that of its schema.
        if kinds.len() == OF_PRISMA.len() && kinds[0].name == OF_PRISMA[0].name {
            let schema = self.named(&folder.parent(), &OF_PRISMA[1], peek)?;
            if matches!(schema, Some((_, Database::Postgres))) {
                return Ok(None);
            }
        }
        let places = || std::iter::successors(Some(folder.clone()), |place| (!place.is_top()).then(|| place.parent()));
        for place in places().take(height) {
            if let Some(reason) = self.d1(&place, folder, peek)? {
                return Ok(Some(reason));
            }
            for kind in kinds {
                match self.named(&place, kind, peek)? {
                    Some((_, Database::Postgres)) => return Ok(None),
                    Some((path, Database::Other(name))) => {
                        return Ok(Some(format!("{path} names {name}, which is not PostgreSQL")));
                    }
                    None => {}
                }
            }
        }
        Ok(None)
    }

    /// The database that the files of a kind in a folder name, with the first that does.
    fn named<E>(&self, place: &RelPath, kind: &Kind, peek: Peek<'_, E>) -> Result<Option<(RelPath, Database)>, E> {
        let start = place.join(kind.name);
        let mut found: Option<(RelPath, Database)> = None;
        for (path, file) in
            self.0.range::<RelPath, _>(&start..).take_while(|(path, _)| path.as_bytes().starts_with(start.as_bytes()))
        {
            if path.parent() != start.parent() {
                continue;
            }
            let content = peek(file)?;
            if kind.without.iter().any(|word| memchr::memmem::find(&content, word.as_bytes()).is_some()) {
                continue;
            }
            for captures in kind.pattern.captures_iter(&content) {
                let Some(word) = captures.iter().skip(1).flatten().next() else { continue };
                let word = String::from_utf8_lossy(word.as_bytes()).to_lowercase();
                match NAMES.iter().find(|(name, _)| *name == word).map(|(_, database)| *database) {
                    Some(Database::Postgres) => return Ok(Some(((*path).clone(), Database::Postgres))),
                    Some(other) => _ = found.get_or_insert_with(|| ((*path).clone(), other)),
                    None => {}
                }
            }
        }
        Ok(found)
    }

    /// The reason why a folder is that of a Cloudflare D1 database.
    fn d1<E>(&self, place: &RelPath, folder: &RelPath, peek: Peek<'_, E>) -> Result<Option<String>, E> {
        for name in ["wrangler.toml", "wrangler.json", "wrangler.jsonc"] {
            let Some(file) = self.0.get(&place.join(name)) else { continue };
            let content = peek(file)?;
            if memchr::memmem::find(&content, b"d1_databases").is_none() {
                continue;
            }
            let named: Vec<RelPath> = FOLDER
                .captures_iter(&content)
                .map(|captures| place.join(captures[1].strip_prefix(b"./").unwrap_or(&captures[1])))
                .collect();
            let is_default = named.is_empty() && *folder == place.join("migrations");
            if is_default || named.contains(folder) {
                return Ok(Some(format!("{} names Cloudflare D1, which is not PostgreSQL", file.path)));
            }
        }
        Ok(None)
    }
}

static FOLDER: LazyLock<Regex> = LazyLock::new(|| pattern(r#"\bmigrations_dir['"]?\s*[=:]\s*['"]([^'"]+)['"]"#));

#[cfg(test)]
mod tests {
    use super::super::{Kind, layout};
    use super::*;

    /// The reason, for a folder beside one configuration.
    fn check(folder: &str, layout: Option<&'static Layout>, config: (&str, &str), expected: Option<&str>) {
        let file = FileRef { path: config.0.into(), kind: Kind::File, content_id: "".into() };
        let files = [file];
        let mut peek = |_: &FileRef| Ok::<_, std::convert::Infallible>(config.1.as_bytes().to_vec());
        let Ok(found) = Configs::of(&files).other_database(&folder.into(), layout, &mut peek);
        let expected = expected.map(|name| format!("{} names {name}, which is not PostgreSQL", config.0));
        assert_eq!(found, expected, "{config:?}");
    }

    #[test]
    fn each_configuration_names_its_database() {
        let plain = Some(&layout::PLAIN);
        for (config, content, name) in [
            (".env", "DATABASE_URL=sqlite://app.db\n", "SQLite"),
            (".env.example", "A=1\nexport DATABASE_URL=\"mysql://localhost/a\"\n", "MySQL"),
            ("Cargo.toml", "sqlx = { version = \"0.8\", features = [\"sqlite\"] }\n", "SQLite"),
            ("Cargo.toml", "sqlx = { version = \"0.8\", features = [\"sqlite-unbundled\"] }\n", "SQLite"),
            ("Cargo.toml", "sea-orm = { version = \"1\", features = [\"sqlx-mysql\"] }\n", "MySQL"),
            ("Cargo.toml", "[dependencies]\nrusqlite = \"0.31\"\n", "SQLite"),
            ("sqlc.yaml", "version: \"2\"\nsql:\n  - schema: \"sql/schema\"\n    engine: \"sqlite\"\n", "SQLite"),
            ("Cargo.toml", "[dependencies.rusqlite]\nversion = \"0.31\"\n", "SQLite"),
            ("Cargo.toml", "[dependencies]\nlibsql = { version = \"0.5\" }\n", "SQLite"),
            ("Cargo.toml", "[dependencies]\nmysql_async.workspace = true\n", "MySQL"),
            ("dbconfig.yml", "development:\n  dialect: sqlite3\n", "SQLite"),
            ("wrangler.toml", "[[d1_databases]]\nbinding = \"DB\"\n", "Cloudflare D1"),
            ("wrangler.jsonc", "{\"d1_databases\": [{\"migrations_dir\": \"./migrations\"}]}", "Cloudflare D1"),
        ] {
            check("migrations", plain, (config, content), Some(name));
        }
        check("migrations", None, ("knexfile.js", "development: {\n  client: 'mysql2',\n"), Some("MySQL"));
        check("db/migrate", None, ("config/database.yml", "default:\n  adapter: mysql2\n"), Some("MySQL"));
        let lock = ("prisma/migrations/migration_lock.toml", "provider = \"sqlite\"\n");
        check("prisma/migrations", Some(&layout::PRISMA), lock, Some("SQLite"));
        let schema = (
            "prisma/schema.prisma",
            "generator a {\n  provider = \"prisma-client-js\"\n}\ndatasource db {\n  provider = \"mysql\"\n}\n",
        );
        check("prisma/migrations", Some(&layout::PRISMA), schema, Some("MySQL"));
        let config = ("drizzle.config.ts", "export default defineConfig({ dialect: 'sqlite', out: './drizzle' })\n");
        check("drizzle", Some(&layout::DRIZZLE_FOLDERS), config, Some("SQLite"));
        let h2 = ("src/main/resources/application.properties", "spring.datasource.url=jdbc:h2:mem:a\n");
        check("src/main/resources/db/migration", Some(&layout::FLYWAY), h2, Some("H2"));
        check("sql", Some(&layout::FLYWAY), ("flyway.toml", "url = \"jdbc:mysql://a/b\"\n"), Some("MySQL"));
    }

    #[test]
    fn a_configuration_that_names_postgres_is_that_of_postgres() {
        let plain = Some(&layout::PLAIN);
        for (config, content) in [
            (".env", "DATABASE_URL=postgres://localhost/a\n"),
            (".env", "# DATABASE_URL=sqlite://app.db\n"),
            ("Cargo.toml", "sqlx = { features = [\"sqlite\", \"postgres\"] }\n"),
            ("Cargo.toml", "[dependencies]\nrusqlite = \"0.31\"\ntokio-postgres = \"0.7\"\n"),
            ("Cargo.toml", "[dependencies]\nrusqlite = \"0.31\"\nsqlx.workspace = true\n"),
            ("Cargo.toml", "[package]\nname = \"sqlite-demo\"\n"),
            ("sqlc.json", "{\"sql\": [{\"engine\": \"postgresql\"}]}"),
            ("wrangler.toml", "[[hyperdrive]]\n"),
            ("wrangler.toml", "[[d1_databases]]\nmigrations_dir = \"d1/migrations\"\n"),
            ("dbconfig.yml", "test:\n  dialect: sqlite3\nproduction:\n  dialect: postgres\n"),
        ] {
            check("migrations", plain, (config, content), None);
        }
        check("migrations", None, ("knexfile.js", "dev: { client: 'sqlite3' },\nprod: {\n client: 'pg' }"), None);
        check("supabase/migrations", Some(&layout::SUPABASE), (".env", "DATABASE_URL=file:a\n"), None);
        let features =
            "[features]\nmysql = [\"diesel/mysql\"]\npostgresql = [\"diesel/postgres\"]\ndefault = [\"sqlite\"]\n";
        check("migrations", plain, ("Cargo.toml", features), None);
        check("migrations/postgresql", Some(&layout::DIESEL), ("Cargo.toml", "default = [\"sqlite\"]\n"), None);
        let driver = ("Cargo.toml", "[dependencies]\nrusqlite = \"0.31\"\n");
        check("db/migrations", Some(&layout::GOOSE), driver, None);
        check("a/b/c/migrations", plain, (".env", "DATABASE_URL=file:a\n"), None);
    }
}
