//! Diesel: `__diesel_schema_migrations` (`diesel_migrations/src/lib.rs`).

use super::tool::{Records, Tool};

pub(super) static TOOL: Tool = Tool {
    id: "diesel",
    name: "Diesel",
    table: "__diesel_schema_migrations",
    schema: None,
    columns: &[("version", "character varying"), ("run_on", "timestamp without time zone")],
    has_more: false,
    rows: |table| {
        let sql = table.sql();
        format!("select version, null, null, null, run_on::text, 'applied' from {sql} order by version collate \"C\"")
    },
    records: Records::Nothing,
    key: |entry| entry.version.replace('-', ""),
    checksums: None,
};
