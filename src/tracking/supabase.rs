//! The Supabase CLI and its hosted API: `supabase_migrations.schema_migrations`.
//!
//! The CLI creates three columns; the platform adds `created_by`, `idempotency_key` and `rollback`, and projects have
//! added columns of their own, so columns are read by name (supabase/cli `pkg/migration/history.go`). Rows of the API have
//! one element in `statements` and the time of the server as version.

use super::tool::{Records, Tool};

pub(super) static TOOL: Tool = Tool {
    id: "supabase",
    name: "Supabase CLI",
    table: "schema_migrations",
    schema: Some("supabase_migrations"),
    columns: &[("version", "text")],
    has_more: true,
    rows: |table| {
        let column = |name: &str, sql: &str| if table.has(name) { sql.to_owned() } else { "null".to_owned() };
        format!(
            "select version, {}, null, {}, null, 'applied' from {} order by version collate \"C\"",
            column("name", "name"),
            column("statements", "pg_catalog.to_json(statements)::text"),
            table.sql()
        )
    },
    records: Records::Statements,
    key: |entry| entry.version.clone(),
    checksums: None,
};
