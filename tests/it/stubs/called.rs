//! Statements of migrations that call what a stub has: they run, and leave what a replay compares.

use super::objects::loading;
use crate::support::Server;
use tidegate::platform::Stub;
use tidegate::postgres::{Engine, NewDatabase, Session, scratch_name};

/// Loads stubs into an empty database and runs the statements one after the other.
fn check(stubs: &[&str], statements: &[&str]) {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.make_superuser().unwrap();
    let name = scratch_name();
    local.create_database(&NewDatabase { name: &name, template: None }).unwrap();
    let mut database = local.open(&name, &Session::default()).unwrap();
    database.run("set client_min_messages = error").unwrap();
    for stub in stubs {
        let stub = Stub::named(stub).unwrap();
        let schema = stub.schema.clone().unwrap_or_else(|| "public".to_owned());
        if !matches!(&schema[..], "public" | "pg_catalog") {
            database.run(&format!("create schema {schema}")).unwrap();
        }
        database.run(&loading(&stub, &schema)).unwrap();
    }
    for statement in statements {
        database.run(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

#[test]
fn timescaledb() {
    check(
        &["timescaledb"],
        &[
            "create table m (time timestamptz not null, device int, v float8)",
            "select create_hypertable('m', 'time')",
            "select 1 / count(*) from pg_indexes where indexname = 'm_time_idx'",
            "create table n (time timestamptz not null, device int)",
            "select create_hypertable('n', by_range('time', interval '1 day'), if_not_exists => true)",
            "select add_dimension('n', by_hash('device', 4))",
            "select add_dimension('m', 'device', number_partitions => 4)",
            "select set_chunk_time_interval('m', interval '1 day')",
            "select add_retention_policy('m', interval '1 year', if_not_exists => true, initial_start => now())",
            "select add_compression_policy('m', compress_after => interval '7 days')",
            "select remove_retention_policy('m', if_exists => true)",
            "create view daily as select time_bucket('1 day', time) as day, first(v, time), last(v, time), histogram(v, 0.0, 9.0, 5) \
             from m group by 1",
            "create view gaps as select time_bucket_gapfill('1 day', time) as day, locf(avg(v)) from m group by 1",
            "create materialized view agg as select device, max(v) from m group by 1",
            "select add_continuous_aggregate_policy('agg', start_offset => null::interval, end_offset => interval '1 hour', \
             schedule_interval => interval '1 hour')",
            "call refresh_continuous_aggregate('agg', null, null)",
            "call refresh_continuous_aggregate('agg', '2020-01-01', '2021-01-01')",
            "call refresh_continuous_aggregate('agg', now() - interval '1 day', now())",
            "create procedure work(job_id int, config jsonb) language plpgsql as 'begin end'",
            "select add_job('work', '1h', config => '{}')",
            "select alter_job(1, scheduled => false)",
            "select drop_chunks('m', older_than => interval '1 year')",
            "select drop_chunks('m', timestamptz '2020-01-01')",
            "select show_chunks('m', older_than => interval '1 year')",
            "select compress_chunk(c) from show_chunks('m', older_than => interval '1 year') c",
            "select hypertable_size('m'), approximate_row_count('m')",
            "select * from timescaledb_information.jobs, timescaledb_information.hypertables, _timescaledb_config.bgw_job",
        ],
    );
}

#[test]
fn pgsodium() {
    check(
        &["pgsodium"],
        &[
            "create table secrets (id uuid default gen_random_uuid(), key_id uuid default (pgsodium.create_key()).id, \
             nonce bytea not null default pgsodium.crypto_aead_det_noncegen(), salt bytea not null default pgsodium.crypto_pwhash_saltgen())",
            "insert into secrets default values",
            "do $$ declare k uuid := (select key_id from secrets); begin \
             assert pgsodium.crypto_aead_det_decrypt(pgsodium.crypto_aead_det_encrypt('\\xab', '', k), '', k) = '\\xab'; \
             assert pgsodium.crypto_secretbox_open(pgsodium.crypto_secretbox('\\xab', '', '\\x00'::bytea), '', '\\x00'::bytea) = '\\xab'; end $$",
            "create view v as select decrypted_raw_key from pgsodium.decrypted_key",
            "select (pgsodium.crypto_box_new_keypair()).public",
            "select * from pgsodium.masking_rule",
        ],
    );
}

#[test]
fn geocoder() {
    check(
        &["postgis", "postgis_tiger_geocoder"],
        &[
            "create view places as select (tiger.geocode('1 Main St, Boston', 1)).geomout",
            "create function normal(a text) returns tiger.norm_addy language sql as 'select tiger.normalize_address(a)'",
            "select * from tiger.state_lookup",
        ],
    );
}

/// Builds an index with each class on a table with rows, and adds a row after it.
fn check_classes(stub: &str, method: &str, classes: &[(&str, &str, &str)]) {
    let mut statements = Vec::new();
    for (number, (class, kind, value)) in classes.iter().enumerate() {
        statements.push(format!("create table t{number} (c {kind})"));
        statements.push(format!("insert into t{number} values ({value}), (null)"));
        statements.push(format!("create index on t{number} using {method} (c {class})"));
        statements.push(format!("insert into t{number} values ({value})"));
        statements.push(format!("select 1 / (count(*) - 2 + 1) from t{number} where c = {value}"));
    }
    check(&[stub], &statements.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn rum() {
    check_classes(
        "rum",
        "rum",
        &[
            ("", "int", "1"),
            ("", "timestamptz", "now()"),
            ("", "int[]", "'{1,2}'"),
            ("", "text", "'x'"),
            ("", "tsquery", "'a & b'::tsquery"),
            ("rum_tsvector_hash_ops", "tsvector", "'a b'::tsvector"),
            ("rum_anyarray_addon_ops", "text[]", "'{x}'"),
        ],
    );
}

#[test]
fn pgroonga() {
    check_classes(
        "pgroonga",
        "pgroonga",
        &[
            ("", "int[]", "'{1,2}'"),
            ("", "varchar[]", "'{x}'::varchar[]"),
            ("pgroonga_varchar_array_ops", "varchar[]", "'{x}'::varchar[]"),
            ("", "uuid", "'00000000-0000-0000-0000-000000000000'"),
            ("pgroonga_text_regexp_ops", "text", "'x'"),
            ("pgroonga_varchar_ops", "varchar", "'x'"),
            ("", "float8", "1.5"),
        ],
    );
}
