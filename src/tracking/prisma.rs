//! Prisma up to 7: `_prisma_migrations`.
//!
//! Several rows per migration are legal. One that is finished and not rolled back means applied, otherwise one that is
//! neither blocks every later deploy, otherwise the migration was rolled back (prisma-engines
//! `schema-connector/src/migration_persistence.rs`).

use super::checksum::sha256;
use super::tool::{Records, Tool};

pub(super) static TOOL: Tool = Tool {
    id: "prisma",
    name: "Prisma",
    table: "_prisma_migrations",
    schema: None,
    columns: &[
        ("id", "character varying"),
        ("checksum", "character varying"),
        ("finished_at", "timestamp with time zone"),
        ("migration_name", "character varying"),
        ("rolled_back_at", "timestamp with time zone"),
        ("started_at", "timestamp with time zone"),
        ("applied_steps_count", "integer"),
    ],
    has_more: true,
    rows: |table| {
        format!(
            "select distinct on (migration_name collate \"C\") migration_name, \
             pg_catalog.regexp_replace(migration_name, '^[0-9]+_', ''), checksum, null, \
             coalesce(finished_at, started_at)::text, case when rolled_back_at is not null then 'rolled back' \
             when finished_at is null then 'failed' else 'applied' end from {} \
             order by migration_name collate \"C\", rolled_back_at is not null, finished_at is null, started_at desc",
            table.sql()
        )
    },
    records: Records::Checksum,
    key: |entry| entry.name.clone(),
    checksums: Some(sha256),
};
