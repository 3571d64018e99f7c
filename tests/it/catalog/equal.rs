//! What is equal: a catalog and itself, its JSON, and the catalog of a database into which its dump was loaded.

use super::{Bench, changes, shorts};
use tidegate::catalog::{Aspect, Catalog, compact};

/// Objects of most kinds.
const ZOO: &str = include_str!("zoo.sql");

#[test]
fn a_dump_that_is_loaded_gives_the_same_catalog() {
    let Some(mut bench) = Bench::new() else { return };
    let name = bench.database([ZOO]);
    let dump = bench.dump(&name);
    let loaded = bench.load(&dump);
    let (expected, actual) = (bench.catalog(&name), bench.catalog(&loaded));
    assert!(expected.objects.len() > 60, "{}", expected.objects.len());
    let mut comparison = changes(&expected, &actual);
    for change in &mut comparison.changes {
        change.properties.retain(|property| property.aspect != Aspect::State);
    }
    comparison
        .changes
        .retain(|change| change.before.is_none() || change.after.is_none() || !change.properties.is_empty());
    assert_eq!(shorts(&comparison), <[String; 0]>::default());
}

#[test]
fn a_catalog_is_read_back_from_its_json() {
    let Some(mut bench) = Bench::new() else { return };
    let name = bench.database([ZOO]);
    let catalog = bench.catalog(&name);
    let json = serde_json::to_string_pretty(&catalog).unwrap();
    assert_eq!(serde_json::from_str::<Catalog>(&json).unwrap(), catalog);
    let mut kept = Vec::new();
    compact::serialize(&catalog, &mut serde_json::Serializer::new(&mut kept)).unwrap();
    assert_eq!(compact::deserialize(&mut serde_json::Deserializer::from_slice(&kept)).unwrap(), catalog);
    assert_eq!(bench.catalog(&name), catalog);
    assert_eq!(catalog.not_modelled, <[String; 0]>::default());
}

#[test]
fn spellings_of_an_option_are_equal() {
    let Some(mut bench) = Bench::new() else { return };
    let one = "create table t (a int) with (fillfactor = 70, autovacuum_enabled = on, autovacuum_vacuum_scale_factor = 0.5); \
        create view v with (security_barrier = true, check_option = local) as select a from t";
    let other = "create table t (a int) with (autovacuum_vacuum_scale_factor = '5e-1', autovacuum_enabled = '1', fillfactor = '0x46'); \
        create view v with (check_option = 'LOCAL', security_barrier = 'yes') as select a from t";
    let (one, other) = (bench.database([one]), bench.database([other]));
    let (one, other) = (bench.catalog(&one), bench.catalog(&other));
    assert_eq!(shorts(&changes(&one, &other)), <[String; 0]>::default());
}

#[test]
fn objects_before_the_first_migration_are_left_out() {
    let Some(mut bench) = Bench::new() else { return };
    let platform = "create schema auth; create table auth.users (id int)";
    let base = bench.database([platform]);
    let own = bench.database([platform, "alter table auth.users add note text; create index i on auth.users (id)"]);
    let own = bench.catalog(&own).without(&bench.catalog(&base));
    let names: Vec<String> = own.objects.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["table `auth.users`", "column `note` on `auth.users`", "index `auth.i`"]);
}
