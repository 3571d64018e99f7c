//! The statements that correct rows of a tracking table.

use super::table::Table;
use super::tool::Tool;
use crate::migration::layout::{Entry, flyway_checksum};
use crate::object::literal;
use crate::text::hex;
use sha2::{Digest as _, Sha256, Sha384};

/// Whether the table has one row only, the current version.
pub fn keeps_one_row(tool: &Tool) -> bool {
    tool.id == "golang-migrate"
}

/// Has a migration count as not applied; `None` if the table cannot say so.
pub fn forget(tool: &Tool, table: &Table, version: &str) -> Option<String> {
    let (table, row) = (table.sql(), row(tool, version));
    match tool.id {
        "golang-migrate" => None,
        // Prisma keeps the rows of migrations that were rolled back.
        "prisma" => {
            Some(format!("UPDATE {table} SET rolled_back_at = pg_catalog.now() WHERE {row} AND rolled_back_at IS NULL"))
        }
        // A repeatable migration has no version.
        "flyway" if version.starts_with("R__") => None,
        _ => Some(format!("DELETE FROM {table} WHERE {row}")),
    }
}

/// Records a row under the version and the name of a file.
pub fn renumber(tool: &Tool, table: &Table, version: &str, entry: &Entry<'_>) -> String {
    let mut columns = vec![(version_column(tool), literal(&tool.version(entry)))];
    let spaced = entry.title.replace('_', " ");
    match tool.id {
        "supabase" if table.has("name") => columns.push(("name", literal(&entry.title))),
        "own" => columns.push(("name", literal(&entry.title))),
        "sqlx" => columns.push(("description", literal(&spaced))),
        "flyway" => columns.extend([("description", literal(&spaced)), ("script", literal(&entry.name))]),
        _ => {}
    }
    update(tool, table, version, &columns)
}

/// Records the text or the checksum of a file; `None` if the table has neither.
pub fn restamp(tool: &Tool, table: &Table, version: &str, entry: &Entry<'_>) -> Option<String> {
    let column = match tool.id {
        "supabase" => {
            let statements: Vec<String> = entry.statements().iter().map(|one| literal(one)).collect();
            ("statements", format!("ARRAY[{}]::text[]", statements.join(", ")))
        }
        "prisma" | "own" => ("checksum", literal(&hex(Sha256::digest(entry.content)))),
        "sqlx" => ("checksum", format!("pg_catalog.decode('{}', 'hex')", hex(Sha384::digest(entry.content)))),
        "flyway" => ("checksum", flyway_checksum(entry.content).to_string()),
        _ => return None,
    };
    Some(update(tool, table, version, &[column]))
}

fn update(tool: &Tool, table: &Table, version: &str, columns: &[(&str, String)]) -> String {
    let set: Vec<String> = columns.iter().map(|(column, value)| format!("{column} = {value}")).collect();
    format!("UPDATE {} SET {} WHERE {}", table.sql(), set.join(", "), row(tool, version))
}

/// The condition for the rows of a version, as the table has it.
fn row(tool: &Tool, version: &str) -> String {
    format!("{}::text = {}", version_column(tool), literal(version))
}

fn version_column(tool: &Tool) -> &'static str {
    match tool.id {
        "prisma" => "migration_name",
        "goose" => "version_id",
        _ => "version",
    }
}
