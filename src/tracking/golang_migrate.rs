//! golang-migrate: `schema_migrations` with one row, the current version (`database/postgres/postgres.go`).

use super::names::number;
use super::tool::{Records, Tool};

pub(super) static TOOL: Tool = Tool {
    id: "golang-migrate",
    name: "golang-migrate",
    table: "schema_migrations",
    schema: None,
    columns: &[("version", "bigint"), ("dirty", "boolean")],
    has_more: false,
    rows: |table| {
        let state = "case when dirty then 'dirty' else 'current' end";
        format!("select version::text, null, null, null, null, {state} from {} order by version", table.sql())
    },
    records: Records::Nothing,
    key: |entry| number(&entry.version),
    checksums: None,
};
