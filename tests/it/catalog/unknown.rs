//! Aspects that are not compared, and values that are not known, are named.

use super::{Bench, changes};
use tidegate::catalog::{Aspect, Catalog};
use tidegate::diff::{Side, compare};

#[test]
fn a_difference_in_an_aspect_that_is_not_compared_is_named() {
    let Some(mut bench) = Bench::new() else { return };
    let one = bench.database(["create table t (a int); create publication p"]);
    let other = bench.database(["create table t (a int); comment on table t is 'x'; grant select on t to public"]);
    let (one, other) = (bench.catalog(&one), bench.catalog(&other));
    let compared = compare(&Side::carrying(&one, [Aspect::Structure]), &Side::whole(&other)).unwrap();
    assert!(compared.changes.is_empty());
    let named: Vec<String> =
        compared.not_compared.iter().map(|not| format!("{}: {}", not.aspect.word(), not.object)).collect();
    assert_eq!(
        named,
        ["comments: table `public.t`", "privileges: table `public.t`", "objects outside schemas: publication `p`"]
    );
    assert_eq!(changes(&one, &other).changes.len(), 2);
}

#[test]
fn a_comment_on_the_column_of_a_view_does_not_change_its_structure() {
    let Some(mut bench) = Bench::new() else { return };
    let view = "create view v as select 1 as a";
    let (one, other) = (bench.database([view]), bench.database([view, "comment on column v.a is 'x'"]));
    let (one, other) = (bench.catalog(&one), bench.catalog(&other));
    let compared = compare(&Side::whole(&one), &Side::carrying(&other, [Aspect::Structure])).unwrap();
    assert!(compared.changes.is_empty());
    assert_eq!(compared.not_compared.len(), 1);
}

#[test]
fn an_unknown_value_is_an_error_that_names_itself() {
    let json = r#"{"version": 1, "server": 99, "not_modelled": [], "objects": [{"kind": "rule", "noun": "rule", "properties":
        {"schema": "s", "table": "t", "name": "r", "definition": "", "enabled": "Z"}}]}"#;
    let error = serde_json::from_str::<Catalog>(json).unwrap_err().to_string();
    assert!(error.contains("unknown variant `Z`"), "{error}");
    let error = serde_json::from_str::<Catalog>(&json.replace("\"Z\"", "\"O\", \"new\": 1")).unwrap_err().to_string();
    assert!(error.contains("unknown field `new`"), "{error}");
}
