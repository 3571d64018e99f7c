//! The stand-ins: extensions in SQL for servers that lack the real ones.

/// A stand-in, as the first line of its file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replay) struct StandIn {
    /// The extension's name.
    pub(in crate::replay) name: String,
    /// Its version, unless a statement names another.
    pub(in crate::replay) version: String,
    /// The schema of its objects; `None` for the one that is current.
    pub(in crate::replay) schema: Option<String>,
    /// True when it may be moved to another schema.
    pub(in crate::replay) relocatable: bool,
    /// The extension it stands on.
    pub(in crate::replay) requires: Option<String>,
    /// Its SQL.
    pub(in crate::replay) sql: String,
}

impl StandIn {
    /// The stand-in for an extension.
    pub(in crate::replay) fn named(name: &str) -> Option<Self> {
        let (_, sql) = STAND_INS.iter().find(|(known, _)| *known == name)?;
        Some(Self::read(name, sql))
    }

    fn read(name: &str, sql: &str) -> Self {
        let head = sql.lines().next().unwrap_or_default();
        let attribute =
            |key: &str| head.split(' ').find_map(|word| word.strip_prefix(key)?.strip_prefix('=')).map(str::to_owned);
        Self {
            name: name.to_owned(),
            version: attribute("version").unwrap_or_default(),
            schema: attribute("schema").filter(|schema| schema != "current"),
            relocatable: attribute("relocatable").as_deref() == Some("true"),
            requires: attribute("requires"),
            sql: with_parts(sql),
        }
    }

    /// An extension whose text a migration has handed to `pg_tle`.
    pub(in crate::replay) fn of_text(name: &str, version: &str, sql: &str) -> Self {
        let (name, version) = (name.to_owned(), version.to_owned());
        Self { name, version, schema: None, relocatable: false, requires: None, sql: sql.to_owned() }
    }

    /// True for those that stand in even where the server has the extension (`order.txt`).
    pub(in crate::replay) fn is_always_taken(name: &str) -> bool {
        matches!(name, "pg_cron" | "pg_net")
    }
}

/// The SQL of the stand-in for an extension, whole, as `environment/README.md` describes it: with
/// `@extschema@` in the place of its schema.
pub fn stand_in(name: &str) -> Option<String> {
    StandIn::named(name).map(|stand_in| stand_in.sql)
}

/// What several stand-ins have in common, by the names of `extension/`.
const PARTS: [(&str, &str); 2] = [
    ("gist_support", include_str!("extension/gist_support.sql")),
    ("text_type", include_str!("extension/text_type.sql")),
];

/// How a line begins that a part takes the place of: its name and its parameters follow.
const PART: &str = "-- part: ";

/// The SQL of a stand-in with its parts in their places.
fn with_parts(sql: &str) -> String {
    let part = |line: &str| {
        let mut words = line.strip_prefix(PART)?.split(' ');
        let name = words.next()?;
        let (_, part) = PARTS.iter().find(|(known, _)| *known == name)?;
        let parameters = words.filter_map(|word| word.split_once('='));
        Some(parameters.fold((*part).to_owned(), |text, (key, value)| text.replace(&format!("@{key}@"), value)))
    };
    sql.lines().map(|line| part(line).unwrap_or_else(|| format!("{line}\n"))).collect()
}

/// Every stand-in: the extension's name and its SQL.
pub(in crate::replay) const STAND_INS: [(&str, &str); 51] = [
    ("address_standardizer", include_str!("stand_ins/address_standardizer.sql")),
    ("basejump-supabase_test_helpers", include_str!("stand_ins/basejump-supabase_test_helpers.sql")),
    ("btree_gin", include_str!("stand_ins/btree_gin.sql")),
    ("btree_gist", include_str!("stand_ins/btree_gist.sql")),
    ("citext", include_str!("stand_ins/citext.sql")),
    ("cube", include_str!("stand_ins/cube.sql")),
    ("dblink", include_str!("stand_ins/dblink.sql")),
    ("earthdistance", include_str!("stand_ins/earthdistance.sql")),
    ("fuzzystrmatch", include_str!("stand_ins/fuzzystrmatch.sql")),
    ("hstore", include_str!("stand_ins/hstore.sql")),
    ("http", include_str!("stand_ins/http.sql")),
    ("hypopg", include_str!("stand_ins/hypopg.sql")),
    ("index_advisor", include_str!("stand_ins/index_advisor.sql")),
    ("intarray", include_str!("stand_ins/intarray.sql")),
    ("ltree", include_str!("stand_ins/ltree.sql")),
    ("moddatetime", include_str!("stand_ins/moddatetime.sql")),
    ("pg_cron", include_str!("stand_ins/pg_cron.sql")),
    ("pg_graphql", include_str!("stand_ins/pg_graphql.sql")),
    ("pg_hashids", include_str!("stand_ins/pg_hashids.sql")),
    ("pg_jsonschema", include_str!("stand_ins/pg_jsonschema.sql")),
    ("pg_net", include_str!("stand_ins/pg_net.sql")),
    ("pg_partman", include_str!("stand_ins/pg_partman.sql")),
    ("pg_stat_statements", include_str!("stand_ins/pg_stat_statements.sql")),
    ("pg_tle", include_str!("stand_ins/pg_tle.sql")),
    ("pg_trgm", include_str!("stand_ins/pg_trgm.sql")),
    ("pg_uuidv7", include_str!("stand_ins/pg_uuidv7.sql")),
    ("pgaudit", include_str!("stand_ins/pgaudit.sql")),
    ("pgcrypto", include_str!("stand_ins/pgcrypto.sql")),
    ("pgjwt", include_str!("stand_ins/pgjwt.sql")),
    ("pgmq", include_str!("stand_ins/pgmq.sql")),
    ("pgroonga", include_str!("stand_ins/pgroonga.sql")),
    ("pgrouting", include_str!("stand_ins/pgrouting.sql")),
    ("pgsodium", include_str!("stand_ins/pgsodium.sql")),
    ("pgtap", include_str!("stand_ins/pgtap.sql")),
    ("plpgsql_check", include_str!("stand_ins/plpgsql_check.sql")),
    ("plv8", include_str!("stand_ins/plv8.sql")),
    ("postgis", include_str!("stand_ins/postgis.sql")),
    ("postgis_raster", include_str!("stand_ins/postgis_raster.sql")),
    ("postgis_sfcgal", include_str!("stand_ins/postgis_sfcgal.sql")),
    ("postgis_tiger_geocoder", include_str!("stand_ins/postgis_tiger_geocoder.sql")),
    ("postgis_topology", include_str!("stand_ins/postgis_topology.sql")),
    ("postgres_fdw", include_str!("stand_ins/postgres_fdw.sql")),
    ("rum", include_str!("stand_ins/rum.sql")),
    ("supabase-dbdev", include_str!("stand_ins/supabase-dbdev.sql")),
    ("supabase_vault", include_str!("stand_ins/supabase_vault.sql")),
    ("tablefunc", include_str!("stand_ins/tablefunc.sql")),
    ("timescaledb", include_str!("stand_ins/timescaledb.sql")),
    ("unaccent", include_str!("stand_ins/unaccent.sql")),
    ("uuid-ossp", include_str!("stand_ins/uuid-ossp.sql")),
    ("vector", include_str!("stand_ins/vector.sql")),
    ("wrappers", include_str!("stand_ins/wrappers.sql")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stand_in_describes_itself() {
        for (name, sql) in STAND_INS {
            assert!(sql.starts_with(&format!("-- stand-in: {name} version=")), "{name}");
            let stand_in = StandIn::read(name, sql);
            assert!(!stand_in.version.is_empty(), "{name}");
            let statements = stand_in.sql.lines().filter(|line| !line.starts_with("-- Parameters:"));
            for line in statements {
                let is_left = ["@functions@", "@value@", "@key@", "@type@"].iter().any(|left| line.contains(left));
                assert!(!is_left && !line.starts_with(PART), "{name}: {line}");
            }
        }
    }

    #[test]
    fn every_file_is_a_stand_in() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/replay/environment/stand_ins");
        let files = std::fs::read_dir(folder).expect("the folder is there").count();
        assert_eq!(files, STAND_INS.len());
    }
}
