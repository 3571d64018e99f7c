//! sqlx: `_sqlx_migrations` (`sqlx-postgres/src/migrate.rs`).

use super::checksum::sha384;
use super::names::number;
use super::tool::{Records, Tool};

pub(super) static TOOL: Tool = Tool {
    id: "sqlx",
    name: "sqlx",
    table: "_sqlx_migrations",
    schema: None,
    columns: &[
        ("version", "bigint"),
        ("description", "text"),
        ("installed_on", "timestamp with time zone"),
        ("success", "boolean"),
        ("checksum", "bytea"),
        ("execution_time", "bigint"),
    ],
    has_more: true,
    rows: |table| {
        format!(
            "select version::text, description, pg_catalog.encode(checksum, 'hex'), null, installed_on::text, \
             case when success then 'applied' else 'failed' end from {} order by version",
            table.sql()
        )
    },
    records: Records::Checksum,
    key: |entry| number(&entry.version),
    checksums: Some(sha384),
};
