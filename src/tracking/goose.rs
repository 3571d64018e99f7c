//! goose: `goose_db_version`. The newest row of a version decides; the first row has version 0
//! (`database/dialect/postgres.go`).

use super::names::number;
use super::tool::{Records, Tool};

pub(super) static TOOL: Tool = Tool {
    id: "goose",
    name: "goose",
    table: "goose_db_version",
    schema: None,
    columns: &[("id", "integer"), ("version_id", "bigint"), ("is_applied", "boolean")],
    has_more: true,
    rows: |table| {
        let at = if table.has("tstamp") { "tstamp::text" } else { "null" };
        format!(
            "select distinct on (version_id) version_id::text, null, null, null, {at}, \
             case when is_applied then 'applied' else 'rolled back' end from {} where version_id <> 0 \
             order by version_id, id desc",
            table.sql()
        )
    },
    records: Records::Nothing,
    key: |entry| number(&entry.version),
    checksums: None,
};
