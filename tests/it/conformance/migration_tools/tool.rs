//! The migration tools.

use super::case::Content;
use std::collections::BTreeMap;

/// A migration tool.
pub(super) struct Tool {
    /// The stem of its files, which is the name of its layout.
    pub(super) name: &'static str,
    /// The tool whose answers are recorded, for readers.
    pub(super) version: &'static str,
    pub(super) folder: &'static str,
    /// Its own table, and the schema that holds nothing else.
    pub(super) tracking: &'static str,
    pub(super) schema: Option<&'static str>,
    /// A script that does nothing, below the folder.
    empty: (&'static str, &'static str),
}

impl Tool {
    /// A history that does nothing.
    pub(super) fn comment(&self) -> BTreeMap<String, Content> {
        let (name, text) = self.empty;
        BTreeMap::from([(format!("{}/{name}", self.folder), Content::Text(text.to_owned()))])
    }
}

const NOTHING: &str = "-- nothing\n";

/// Every tool whose layout is known.
pub(super) const TOOLS: [Tool; 12] = [
    Tool {
        name: "supabase",
        version: "Supabase CLI 3.1.0, against a plain PostgreSQL 15",
        folder: "supabase/migrations",
        tracking: "supabase_migrations.schema_migrations",
        schema: Some("supabase_migrations"),
        empty: ("20250101000000_a.sql", NOTHING),
    },
    Tool {
        name: "prisma",
        version: "Prisma 6.19.3: the engine of its package, made to send scripts as the native engine does",
        folder: "prisma/migrations",
        tracking: "_prisma_migrations",
        schema: None,
        empty: ("20250101000000_a/migration.sql", NOTHING),
    },
    Tool {
        name: "sqlx",
        version: "sqlx-cli 0.9.0",
        folder: "migrations",
        tracking: "_sqlx_migrations",
        schema: None,
        empty: ("20250101000000_a.sql", NOTHING),
    },
    Tool {
        name: "diesel",
        version: "Diesel 2.3.14: by its source, through the same libpq",
        folder: "migrations",
        tracking: "__diesel_schema_migrations",
        schema: None,
        empty: ("20250101000000_a/up.sql", "select 1;\n"),
    },
    Tool {
        name: "dbmate",
        version: "dbmate 2.36.0",
        folder: "db/migrations",
        tracking: "schema_migrations",
        schema: None,
        empty: ("20250101000000_a.sql", "-- migrate:up\n-- migrate:down\n"),
    },
    Tool {
        name: "goose",
        version: "goose 3.27.3, built from its source",
        folder: "migrations",
        tracking: "goose_db_version",
        schema: None,
        empty: ("20250101000000_a.sql", "-- +goose Up\n"),
    },
    Tool {
        name: "golang-migrate",
        version: "golang-migrate 4.19.1, built from its source",
        folder: "migrations",
        tracking: "schema_migrations",
        schema: None,
        empty: ("20250101000000_a.up.sql", NOTHING),
    },
    Tool {
        name: "flyway",
        version: "Flyway 13.0.0, built from its source",
        folder: "db/migration",
        tracking: "flyway_schema_history",
        schema: None,
        empty: ("V1__a.sql", NOTHING),
    },
    Tool {
        name: "sql-migrate",
        version: "sql-migrate 1.8.1",
        folder: "migrations",
        tracking: "gorp_migrations",
        schema: None,
        empty: ("20250101000000_a.sql", "-- +migrate Up\n"),
    },
    Tool {
        name: "drizzle",
        version: "drizzle-kit 0.31.11 with drizzle-orm 0.45.4",
        folder: "drizzle",
        tracking: "drizzle.__drizzle_migrations",
        schema: Some("drizzle"),
        // Without a journal it is refused, which leaves nothing either.
        empty: ("0000_a.sql", NOTHING),
    },
    Tool {
        name: "drizzle-folders",
        version: "drizzle-orm 1.0.0-rc.5's migrator",
        folder: "drizzle",
        tracking: "drizzle.__drizzle_migrations",
        schema: Some("drizzle"),
        empty: ("20250101000000_a/migration.sql", NOTHING),
    },
    Tool {
        name: "node-pg-migrate",
        version: "node-pg-migrate 9.0.0",
        folder: "migrations",
        tracking: "pgmigrations",
        schema: None,
        empty: ("20250101000000_a.sql", NOTHING),
    },
];
