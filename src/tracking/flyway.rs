//! Flyway: `flyway_schema_history` (Flyway 13, `core/internal/schemahistory`).
//!
//! The newest row of a version decides: `DELETE` and `UNDO` rows take an applied one back. `SCHEMA` only says that Flyway
//! created the schema.

use super::checksum::flyway as checksum;
use super::names::dotted;
use super::tool::{Records, Tool};

pub(super) static TOOL: Tool = Tool {
    id: "flyway",
    name: "Flyway",
    table: "flyway_schema_history",
    schema: None,
    columns: &[
        ("installed_rank", "integer"),
        ("version", "character varying"),
        ("description", "character varying"),
        ("type", "character varying"),
        ("script", "character varying"),
        ("checksum", "integer"),
        ("success", "boolean"),
    ],
    has_more: true,
    rows: |table| {
        format!(
            "select distinct on (1) coalesce(version, 'R__' || description), description, checksum::text, null, \
             installed_on::text, case when not success then 'failed' \
             when type in ('BASELINE', 'SQL_BASELINE') then 'baseline' \
             when type = 'DELETE' or type like 'UNDO%' then 'rolled back' else 'applied' end from {} \
             where type <> 'SCHEMA' order by 1, installed_rank desc",
            table.sql()
        )
    },
    records: Records::Checksum,
    key: |entry| match entry.version.as_str() {
        "" => format!("R__{}", entry.title.replace('_', " ")),
        version => dotted(version),
    },
    checksums: Some(checksum),
};
