//! Files other than SQL that detection uses: configuration of migration tools, and migrations that are code.

use super::{unreadable, unreadable_files};

/// Names of such files.
const NAMES: [&[u8]; 21] = [
    b"Cargo.toml",
    b"diesel.toml",
    b"migration_lock.toml",
    b"schema.prisma",
    b"_journal.json",
    b"wrangler.toml",
    b"wrangler.json",
    b"wrangler.jsonc",
    b"flyway.conf",
    b"flyway.toml",
    b"database.yml",
    b"dbconfig.yml",
    b"sqlc.yaml",
    b"sqlc.yml",
    b"sqlc.json",
    b"sqitch.plan",
    b"sqitch.conf",
    b"env.py",
    b"snapshot.json",
    b"atlas.sum",
    b"atlas.hcl",
];

/// Beginnings of such names.
const BEGINNINGS: [&[u8]; 5] = [b".env", b".gmrc", b"drizzle.config.", b"knexfile.", b"application"];

/// Whether detection uses a file of this path. Called for every path of the index.
pub fn is_marker(path: &[u8]) -> bool {
    let name = match memchr::memrchr(b'/', path) {
        Some(slash) => &path[slash + 1..],
        None => path,
    };
    match name.first() {
        Some(b'.') => BEGINNINGS[..2].iter().any(|start| name.starts_with(start)),
        Some(b'C' | b'_' | b'a' | b'd' | b'e' | b'f' | b'k' | b'm' | b's' | b'w') => {
            NAMES.contains(&name) || is_config(name) || is_unreadable(path)
        }
        _ => is_unreadable(path),
    }
}

fn is_unreadable(path: &[u8]) -> bool {
    unreadable::is_code(path) || unreadable_files::is_possible(path)
}

fn is_config(name: &[u8]) -> bool {
    let ends = |endings: &[&[u8]]| endings.iter().any(|ending| name.ends_with(ending));
    match name.first() {
        Some(b'a') => name.starts_with(BEGINNINGS[4]) && ends(&[b".properties", b".yml", b".yaml"]),
        _ => BEGINNINGS[2..4].iter().any(|start| name.starts_with(start)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_and_code_are_markers() {
        for path in [
            "Cargo.toml",
            "a/b/drizzle.config.ts",
            ".env.example",
            "src/main/resources/application-dev.yml",
            "db/migrate/20240101000000_a.rb",
            "migrations/00001_a.go",
            "src/main/java/db/migration/V2__b.java",
            "sql/changes/00002_b.go",
            "atlas.hcl",
            "Api/Migrations/20240101000000_A.cs",
            "migration/src/m20240101_000001_a.rs",
            "src/main/resources/db/changelog/db.changelog-master.xml",
            "migrations/default/1700000000000_a/up.yaml",
        ] {
            assert!(is_marker(path.as_bytes()), "{path}");
        }
        for path in
            ["src/main.rs", "config.toml", "application.ts", "migrations/README.md", "src/a.ts", "src/V1_a.java"]
        {
            assert!(!is_marker(path.as_bytes()), "{path}");
        }
    }
}
