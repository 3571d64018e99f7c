//! `_migrations`, the table of projects whose migrations no tool applies.
//!
//! The checksum is the SHA-256 of the bytes of the file, in lower-case hexadecimal digits.

use super::checksum::sha256;
use super::tool::{Records, Tool};

pub(super) const TOOL: Tool = Tool {
    id: "own",
    name: "tidegate",
    table: "_migrations",
    schema: None,
    columns: &[
        ("version", "character varying"),
        ("name", "character varying"),
        ("applied_at", "timestamp without time zone"),
        ("success", "boolean"),
    ],
    has_more: true,
    rows: |table| {
        let checksum = if table.has("checksum") { "checksum" } else { "null" };
        format!(
            "select version, name, {checksum}, null, applied_at::text, \
             case when success then 'applied' else 'failed' end from {} order by version collate \"C\"",
            table.sql()
        )
    },
    records: Records::Checksum,
    key: |entry| entry.version.clone(),
    checksums: Some(sha256),
};
