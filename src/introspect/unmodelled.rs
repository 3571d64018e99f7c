//! Objects that no query reads: those of system catalogs which this version of tidegate does not know.

use crate::postgres::{Database, Error};

/// System catalogs of objects that the queries read, that are parts of those objects, or that are not a part of a
/// schema.
const KNOWN: [&str; 38] = [
    "pg_am",
    "pg_amop",
    "pg_amproc",
    "pg_attrdef",
    "pg_cast",
    "pg_class",
    "pg_collation",
    "pg_constraint",
    "pg_conversion",
    "pg_default_acl",
    "pg_enum",
    "pg_event_trigger",
    "pg_extension",
    "pg_foreign_data_wrapper",
    "pg_foreign_server",
    "pg_language",
    "pg_largeobject_metadata",
    "pg_namespace",
    "pg_opclass",
    "pg_operator",
    "pg_opfamily",
    "pg_policy",
    "pg_proc",
    "pg_publication",
    "pg_publication_namespace",
    "pg_publication_rel",
    "pg_rewrite",
    "pg_statistic_ext",
    "pg_subscription",
    "pg_transform",
    "pg_trigger",
    "pg_ts_config",
    "pg_ts_dict",
    "pg_ts_parser",
    "pg_ts_template",
    "pg_type",
    "pg_user_mapping",
    "pg_parameter_acl",
];

/// Names the objects of other system catalogs.
pub(super) fn find(database: &mut dyn Database) -> Result<Vec<String>, Error> {
    let known: Vec<String> = KNOWN.iter().map(|name| format!("'{name}'")).collect();
    let unknown = database.query(&format!(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'oid' \
         where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r' and not c.relisshared and c.oid < 16384 \
         and c.relname <> all (array[{}]::name[])",
        known.join(", ")
    ))?;
    let mut found = Vec::new();
    for catalog in unknown.rows.into_iter().flatten().flatten() {
        let rows = database.query(&format!(
            "select d.type || ' ' || d.identity from pg_catalog.{catalog} x, \
             pg_identify_object(x.tableoid, x.oid, 0) d where x.oid >= 16384"
        ))?;
        found.extend(rows.rows.into_iter().flatten().map(|name| name.unwrap_or_else(|| format!("row of {catalog}"))));
    }
    found.sort();
    Ok(found)
}
