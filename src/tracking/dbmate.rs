//! dbmate: `schema_migrations` with the column `version` and no other. Rails has the same table beside
//! `ar_internal_metadata`.

use super::tool::{Records, Tool};

pub(super) static TOOL: Tool = Tool {
    id: "dbmate",
    name: "dbmate",
    table: "schema_migrations",
    schema: None,
    columns: &[("version", "character varying")],
    has_more: false,
    rows: |table| {
        let sql = table.sql();
        format!("select version, null, null, null, null, 'applied' from {sql} order by version collate \"C\"")
    },
    records: Records::Nothing,
    key: |entry| entry.version.clone(),
    checksums: None,
};
