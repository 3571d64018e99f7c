//! Tracking tables of migration tools, which are not part of a schema.

use crate::catalog::{Catalog, Identity, Kind, Object};
use std::collections::BTreeSet;

/// A tracking table: its name, and the columns by which it is recognised. A table with another column is one of the
/// project.
struct TrackingTable {
    name: &'static str,
    required: &'static [&'static str],
    /// Columns that some versions of the tool do not create.
    optional: &'static [&'static str],
}

const TABLES: [TrackingTable; 12] = [
    TrackingTable {
        name: "schema_migrations",
        required: &["version"],
        optional: &["dirty", "statements", "name", "created_by", "idempotency_key", "rollback"],
    },
    // Of the Supabase CLI, too.
    TrackingTable { name: "seed_files", required: &["path", "hash"], optional: &[] },
    TrackingTable {
        name: "ar_internal_metadata",
        required: &["key", "value", "created_at", "updated_at"],
        optional: &[],
    },
    TrackingTable {
        name: "_prisma_migrations",
        required: &[
            "id",
            "checksum",
            "finished_at",
            "migration_name",
            "logs",
            "rolled_back_at",
            "started_at",
            "applied_steps_count",
        ],
        optional: &[],
    },
    TrackingTable {
        name: "_sqlx_migrations",
        required: &["version", "description", "installed_on", "success", "checksum", "execution_time"],
        optional: &[],
    },
    TrackingTable { name: "goose_db_version", required: &["id", "version_id", "is_applied", "tstamp"], optional: &[] },
    TrackingTable {
        name: "flyway_schema_history",
        required: &[
            "installed_rank",
            "version",
            "description",
            "type",
            "script",
            "checksum",
            "installed_by",
            "installed_on",
            "execution_time",
            "success",
        ],
        optional: &[],
    },
    TrackingTable { name: "__diesel_schema_migrations", required: &["version", "run_on"], optional: &[] },
    TrackingTable { name: "gorp_migrations", required: &["id", "applied_at"], optional: &[] },
    TrackingTable { name: "pgmigrations", required: &["id", "name", "run_on"], optional: &[] },
    TrackingTable { name: "__drizzle_migrations", required: &["id", "hash", "created_at"], optional: &[] },
    TrackingTable {
        name: "atlas_schema_revisions",
        required: &["version", "description", "type", "applied", "total", "executed_at", "execution_time", "hash"],
        optional: &["error", "error_stmt", "partial_hashes", "operator_version"],
    },
];

/// Schemas that migration tools create for their tables alone.
const SCHEMAS: [&str; 3] = ["supabase_migrations", "drizzle", "atlas_schema_revisions"];

/// Removes the tracking tables of a catalog with everything that belongs to them.
pub(super) fn remove(catalog: &mut Catalog) {
    let tables = tables(catalog);
    if !tables.is_empty() {
        let is_table = |schema: &str, table: &str| tables.contains(&(schema.to_owned(), table.to_owned()));
        catalog.objects.retain(|identity, object| {
            let schema = identity.schema.as_deref().unwrap_or_default();
            let is_of_table = match object {
                Object::Table(_) => is_table(schema, &identity.name),
                Object::Index(index) => is_table(&index.table.schema, &index.table.name),
                Object::Sequence(sequence) => {
                    sequence.owned_by.as_ref().is_some_and(|owner| is_table(&owner.schema, &owner.table))
                }
                _ => identity
                    .on
                    .as_deref()
                    .is_some_and(|on| identity.kind != Kind::DomainConstraint && is_table(schema, on)),
            };
            !is_of_table
        });
    }
    let filled: BTreeSet<String> = catalog.objects.keys().filter_map(|identity| identity.schema.clone()).collect();
    let is_empty = |identity: &Identity| {
        identity.kind == Kind::Schema && SCHEMAS.contains(&identity.name.as_str()) && !filled.contains(&identity.name)
    };
    catalog.objects.retain(|identity, _| !is_empty(identity));
}

/// Returns the tracking tables, each with its schema.
fn tables(catalog: &Catalog) -> BTreeSet<(String, String)> {
    let is_tracking = |identity: &&Identity| {
        if identity.name == "seed_files" && identity.schema.as_deref() != Some(SCHEMAS[0]) {
            return false;
        }
        let mut known = TABLES.iter().filter(|table| table.name == identity.name);
        identity.kind == Kind::Table && known.any(|table| has_columns(catalog, identity, table))
    };
    let found = catalog.objects.keys().filter(is_tracking);
    found.map(|identity| (identity.schema.clone().unwrap_or_default(), identity.name.clone())).collect()
}

fn has_columns(catalog: &Catalog, table: &Identity, known: &TrackingTable) -> bool {
    let Some(Object::Table(found)) = catalog.objects.get(table) else { return false };
    let columns = found.column_order.as_deref().unwrap_or_default();
    known.required.iter().all(|required| columns.iter().any(|column| column == required))
        && columns
            .iter()
            .all(|column| known.required.contains(&column.as_str()) || known.optional.contains(&column.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(name: &str, columns: &[&str], expected: bool) {
        let table = json!({
            "schema": "public", "name": name, "form": "ordinary", "durability": "permanent", "column_order": columns,
            "row_security": false, "force_row_security": false, "replica_identity": "default", "owner": "a",
        });
        let mut catalog = Catalog::default();
        catalog.insert(Object::Table(serde_json::from_value(table).expect("a table"))).expect("one table");
        remove(&mut catalog);
        assert_eq!(catalog.objects.is_empty(), expected, "{name} {columns:?}");
    }

    #[test]
    fn tracking_tables_are_recognised_by_name_and_columns() {
        check("schema_migrations", &["version"], true);
        check("schema_migrations", &["version", "dirty"], true);
        check("goose_db_version", &["id", "version_id", "is_applied", "tstamp"], true);
        check("schema_migrations_x", &["version"], false);
        check("schema_migrations", &["id", "note"], false);
        check("schema_migrations", &["version", "note"], false);
        check("orders", &["id"], false);
    }
}
