//! Extension stubs: extensions in SQL for servers that lack the real ones.

/// An extension stub, as the first line of its file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stub {
    /// The name of the extension.
    pub name: String,
    /// The version of the extension, unless a statement names another.
    pub version: String,
    /// The schema of its objects; `None` for the current schema.
    pub schema: Option<String>,
    /// Whether `ALTER EXTENSION … SET SCHEMA` can move it.
    pub relocatable: bool,
    /// Whether only a superuser can run its SQL.
    pub needs_superuser: bool,
    /// Whether Supabase lets its role create the extension.
    pub is_on_supabase: bool,
    /// The extension that it requires.
    pub requires: Option<String>,
    pub sql: String,
}

impl Stub {
    /// Returns the stub for an extension.
    pub fn named(name: &str) -> Option<Self> {
        let (_, sql) = STUBS.iter().find(|(known, _)| *known == name)?;
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
            needs_superuser: attribute("needs").as_deref() == Some("superuser"),
            is_on_supabase: attribute("supabase").as_deref() != Some("refused"),
            requires: attribute("requires"),
            sql: with_parts(sql),
        }
    }

    /// Returns an extension whose text a migration has passed to `pg_tle`.
    pub fn of_text(name: &str, version: &str, sql: &str) -> Self {
        let (name, version) = (name.to_owned(), version.to_owned());
        Self {
            name,
            version,
            schema: None,
            relocatable: false,
            needs_superuser: false,
            is_on_supabase: true,
            requires: None,
            sql: sql.to_owned(),
        }
    }

    /// Returns the extension whose stub provides an object with this name: a type, a function or an
    /// operator class.
    pub fn providing(object: &str) -> Option<&'static str> {
        let used_most = match object {
            "similarity" | "word_similarity" => Some("pg_trgm"),
            "crypt" | "gen_salt" | "digest" | "hmac" | "gen_random_bytes" => Some("pgcrypto"),
            "pgmq" => Some("pgmq"),
            class if class.ends_with("_ops") && VECTORS.iter().any(|kind| class.starts_with(kind)) => Some("vector"),
            _ => None,
        };
        used_most.or_else(|| {
            let is_own = |(name, _): &&(&str, &str)| !COMMON_NAMES.contains(name);
            STUBS.iter().filter(is_own).find(|(_, sql)| creates(sql, object)).map(|(name, _)| *name)
        })
    }

    /// Returns the extension that creates this schema, or that is always in it.
    pub fn with_schema(schema: &str) -> Option<&'static str> {
        let created = format!("CREATE SCHEMA IF NOT EXISTS {schema};");
        let is_its = |(name, sql): &&(&str, &str)| {
            schema != "pg_catalog"
                && (Self::read(name, sql).schema.as_deref() == Some(schema) || sql.contains(&created))
        };
        STUBS.iter().find(is_its).map(|(name, _)| *name)
    }

    /// Whether the real extension refuses `ALTER EXTENSION … SET SCHEMA`.
    pub fn refuses_move(name: &str) -> bool {
        let head = STUBS.iter().find(|(known, _)| *known == name).and_then(|(_, sql)| sql.lines().next());
        head.is_some_and(|head| head.split(' ').any(|word| word == "moved=refused"))
    }

    /// Whether the stub is used even where the server has the extension (`order.txt`).
    pub fn is_always_used(name: &str) -> bool {
        matches!(name, "pg_cron" | "pg_net")
    }
}

/// Beginnings of the names of the operator classes of `vector`, which its stub composes.
const VECTORS: [&str; 3] = ["vector_", "halfvec_", "sparsevec_"];

/// Extensions with functions whose names projects use for their own, such as `has_role`: that one is missing
/// does not mean that the extension is.
const COMMON_NAMES: [&str; 8] = [
    "basejump-supabase_test_helpers",
    "intagg",
    "pg_partman",
    "pg_repack",
    "pg_stat_monitor",
    "pg_tle",
    "pgjwt",
    "pgtap",
];

/// Whether the SQL of a stub creates an object with this name. Names of fewer than four letters prove nothing.
fn creates(sql: &str, object: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    object.len() > 3
        && sql.match_indices(object).any(|(at, _)| {
            let (before, after) = (&sql[..at], &sql[at + object.len()..]);
            let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
            // In a list of objects, in a list of names or signatures, after CREATE, or as a type of its own.
            let first = line.trim_start_matches('!');
            let is_listed = ["", "type ", "table ", "view ", "enum ", "aggregate ", "window "].contains(&first);
            let is_created = line.ends_with("@extschema@.") && line.trim_start().starts_with("CREATE ");
            let is_type = line.starts_with("-- part: text_type ") && line.ends_with("type=");
            let is_quoted = line.ends_with('\'') && !line.starts_with("--");
            (is_listed || is_created || is_type || is_quoted) && !after.starts_with(is_word)
        })
}

/// Returns the complete SQL of the stub for an extension, with `@extschema@` in place of its schema
/// (`platform/README.md`).
pub fn stub(name: &str) -> Option<String> {
    Stub::named(name).map(|stub| stub.sql)
}

/// Parts that several stubs share, by the names of their files in `extension/`.
const PARTS: [(&str, &str); 4] = [
    ("gist_support", include_str!("extension/gist_support.sql")),
    ("objects_close", include_str!("extension/objects_close.sql")),
    ("objects_open", include_str!("extension/objects_open.sql")),
    ("text_type", include_str!("extension/text_type.sql")),
];

/// The prefix of a line that a part replaces; the name of the part and its parameters follow.
const PART: &str = "-- part: ";

/// Returns the SQL of a stub with its parts inserted.
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

/// Every stub: the name of the extension and its SQL.
pub const STUBS: [(&str, &str); 73] = [
    ("address_standardizer", include_str!("stubs/address_standardizer.sql")),
    ("amcheck", include_str!("stubs/amcheck.sql")),
    ("autoinc", include_str!("stubs/autoinc.sql")),
    ("basejump-supabase_test_helpers", include_str!("stubs/basejump-supabase_test_helpers.sql")),
    ("btree_gin", include_str!("stubs/btree_gin.sql")),
    ("btree_gist", include_str!("stubs/btree_gist.sql")),
    ("citext", include_str!("stubs/citext.sql")),
    ("cube", include_str!("stubs/cube.sql")),
    ("dblink", include_str!("stubs/dblink.sql")),
    ("earthdistance", include_str!("stubs/earthdistance.sql")),
    ("fuzzystrmatch", include_str!("stubs/fuzzystrmatch.sql")),
    ("hstore", include_str!("stubs/hstore.sql")),
    ("http", include_str!("stubs/http.sql")),
    ("hypopg", include_str!("stubs/hypopg.sql")),
    ("index_advisor", include_str!("stubs/index_advisor.sql")),
    ("insert_username", include_str!("stubs/insert_username.sql")),
    ("intagg", include_str!("stubs/intagg.sql")),
    ("intarray", include_str!("stubs/intarray.sql")),
    ("lo", include_str!("stubs/lo.sql")),
    ("ltree", include_str!("stubs/ltree.sql")),
    ("moddatetime", include_str!("stubs/moddatetime.sql")),
    ("pageinspect", include_str!("stubs/pageinspect.sql")),
    ("pg_buffercache", include_str!("stubs/pg_buffercache.sql")),
    ("pg_cron", include_str!("stubs/pg_cron.sql")),
    ("pg_freespacemap", include_str!("stubs/pg_freespacemap.sql")),
    ("pg_graphql", include_str!("stubs/pg_graphql.sql")),
    ("pg_hashids", include_str!("stubs/pg_hashids.sql")),
    ("pg_jsonschema", include_str!("stubs/pg_jsonschema.sql")),
    ("pg_net", include_str!("stubs/pg_net.sql")),
    ("pg_partman", include_str!("stubs/pg_partman.sql")),
    ("pg_prewarm", include_str!("stubs/pg_prewarm.sql")),
    ("pg_repack", include_str!("stubs/pg_repack.sql")),
    ("pg_stat_monitor", include_str!("stubs/pg_stat_monitor.sql")),
    ("pg_stat_statements", include_str!("stubs/pg_stat_statements.sql")),
    ("pg_surgery", include_str!("stubs/pg_surgery.sql")),
    ("pg_tle", include_str!("stubs/pg_tle.sql")),
    ("pg_trgm", include_str!("stubs/pg_trgm.sql")),
    ("pg_uuidv7", include_str!("stubs/pg_uuidv7.sql")),
    ("pg_visibility", include_str!("stubs/pg_visibility.sql")),
    ("pg_walinspect", include_str!("stubs/pg_walinspect.sql")),
    ("pgaudit", include_str!("stubs/pgaudit.sql")),
    ("pgcrypto", include_str!("stubs/pgcrypto.sql")),
    ("pgjwt", include_str!("stubs/pgjwt.sql")),
    ("pgmq", include_str!("stubs/pgmq.sql")),
    ("pgroonga", include_str!("stubs/pgroonga.sql")),
    ("pgrouting", include_str!("stubs/pgrouting.sql")),
    ("pgrowlocks", include_str!("stubs/pgrowlocks.sql")),
    ("pgsodium", include_str!("stubs/pgsodium.sql")),
    ("pgstattuple", include_str!("stubs/pgstattuple.sql")),
    ("pgtap", include_str!("stubs/pgtap.sql")),
    ("plpgsql_check", include_str!("stubs/plpgsql_check.sql")),
    ("plv8", include_str!("stubs/plv8.sql")),
    ("postgis", include_str!("stubs/postgis.sql")),
    ("postgis_raster", include_str!("stubs/postgis_raster.sql")),
    ("postgis_sfcgal", include_str!("stubs/postgis_sfcgal.sql")),
    ("postgis_tiger_geocoder", include_str!("stubs/postgis_tiger_geocoder.sql")),
    ("postgis_topology", include_str!("stubs/postgis_topology.sql")),
    ("postgres_fdw", include_str!("stubs/postgres_fdw.sql")),
    ("refint", include_str!("stubs/refint.sql")),
    ("rum", include_str!("stubs/rum.sql")),
    ("sslinfo", include_str!("stubs/sslinfo.sql")),
    ("supabase-dbdev", include_str!("stubs/supabase-dbdev.sql")),
    ("supabase_vault", include_str!("stubs/supabase_vault.sql")),
    ("tablefunc", include_str!("stubs/tablefunc.sql")),
    ("tcn", include_str!("stubs/tcn.sql")),
    ("timescaledb", include_str!("stubs/timescaledb.sql")),
    ("tsm_system_rows", include_str!("stubs/tsm_system_rows.sql")),
    ("tsm_system_time", include_str!("stubs/tsm_system_time.sql")),
    ("unaccent", include_str!("stubs/unaccent.sql")),
    ("uuid-ossp", include_str!("stubs/uuid-ossp.sql")),
    ("vector", include_str!("stubs/vector.sql")),
    ("wrappers", include_str!("stubs/wrappers.sql")),
    ("xml2", include_str!("stubs/xml2.sql")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stub_describes_itself() {
        for (name, sql) in STUBS {
            assert!(sql.starts_with(&format!("-- stub: {name} version=")), "{name}");
            let stub = Stub::read(name, sql);
            assert!(!stub.version.is_empty(), "{name}");
            let statements = stub.sql.lines().filter(|line| !line.starts_with("--"));
            for line in statements {
                let is_left = ["@functions@", "@value@", "@key@", "@type@", "@of@", "@requires@"]
                    .iter()
                    .any(|left| line.contains(left));
                assert!(!is_left && !line.starts_with(PART), "{name}: {line}");
            }
        }
    }

    #[test]
    fn a_stub_has_the_objects_that_it_provides() {
        for (name, expected) in [
            ("halfvec", Some("vector")),
            ("vector_cosine_ops", Some("vector")),
            ("geometry", Some("postgis")),
            ("st_point", Some("postgis")),
            ("st_clusterdbscan", Some("postgis")),
            ("createtopology", Some("postgis_topology")),
            ("pgr_dijkstra", Some("pgrouting")),
            ("citext", Some("citext")),
            ("hstore", Some("hstore")),
            ("ltree", Some("ltree")),
            ("gin_trgm_ops", Some("pg_trgm")),
            ("similarity", Some("pg_trgm")),
            ("crypt", Some("pgcrypto")),
            ("gen_salt", Some("pgcrypto")),
            ("unaccent", Some("unaccent")),
            ("uuid_generate_v4", Some("uuid-ossp")),
            ("pgp_sym_encrypt", Some("pgcrypto")),
            ("has_role", None),
            ("orders", None),
            ("public", None),
        ] {
            assert_eq!(Stub::providing(name), expected, "{name}");
        }
    }

    #[test]
    fn every_file_is_a_stub() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/platform/stubs");
        let files = std::fs::read_dir(folder).expect("the folder exists").count();
        assert_eq!(files, STUBS.len());
    }
}
