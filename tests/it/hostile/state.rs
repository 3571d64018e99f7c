//! The outputs about a whole schema: rules on the replayed schema, required objects, the catalog as JSON, and the
//! merge driver.

use super::consumers::is_harmless;
use super::corpus;
use super::errors::toml;
use super::verify::{check, literal, quoted};
use crate::support::World;

const MIGRATION: &str = "supabase/migrations/20260101000000_a.sql";

/// Tables, columns, indexes, policies and comments with the names of the corpus, of which each rule on a schema
/// reports some.
fn tables() -> String {
    let mut sql = "create table public.one (id int primary key);\n".to_owned();
    for name in corpus::names() {
        let (table, comment) = (quoted(&name), literal(&name));
        sql += &format!("create table public.{table} ({table} int references public.one, user_id uuid);\n");
        sql += &format!("create index on public.{table} (user_id); create index on public.{table} (user_id);\n");
        sql += &format!("alter table public.{table} enable row level security;\n");
        sql += &format!("create policy {table} on public.{table} using (auth.uid() = user_id);\n");
        sql += &format!("create policy other on public.{table} using (true);\n");
        sql += &format!("comment on column public.{table}.{table} is {comment};\n");
    }
    sql
}

#[test]
fn no_object_of_a_rule_on_the_schema_is_more_than_text() {
    let Some(world) = World::with_server() else { return };
    let names: Vec<String> = corpus::names().iter().map(|name| quoted(name)).collect();
    let list = |form: &dyn Fn(&String) -> String| -> String {
        names.iter().map(|name| toml(&form(name))).collect::<Vec<_>>().join(", ")
    };
    let (tables_of_no_schema, policies) =
        (list(&|name| format!("nowhere.{name}")), list(&|name| format!("one.{name}")));
    let settings =
        format!("preset = \"strict\"\n[required]\ntables = [{tables_of_no_schema}]\npolicies = [{policies}]\n");
    world.stage("tidegate.toml", settings).stage(MIGRATION, tables());
    check(&world, "rules on the schema", "", 1);
    let reported = world.tidegate("verify").text();
    for rule in ["missing-required-object", "duplicate-index", "unindexed-foreign-key", "table-without-primary-key"] {
        assert!(reported.contains(rule), "{rule} reports nothing: {reported}");
    }
    world.stage("tidegate.toml", format!("[required]\ntables = [{}]\n", list(&|name| format!("a.b.c.{name}"))));
    let refused = world.with("CLICOLOR_FORCE", "1").tidegate("verify").exits(2);
    is_harmless("required objects that are not names", &refused.text(), None);
}

#[test]
fn a_catalog_keeps_every_name_as_text() {
    let Some(world) = World::with_server() else { return };
    world.stage(MIGRATION, tables()).stage("schema.sql", tables());
    for arguments in ["catalog", "catalog --schema-file", "catalog --all"] {
        let ran = world.with("CLICOLOR_FORCE", "1").tidegate(arguments);
        assert_eq!(ran.code, Some(0), "{arguments}: {ran}");
        is_harmless(arguments, &ran.out, None);
        is_harmless(arguments, &ran.err, None);
        let read: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let mut found = Vec::new();
        strings(&read, &mut found);
        for name in corpus::names() {
            assert!(found.contains(&name.as_str()), "{arguments}: {name:?} is missing");
        }
    }
}

fn strings<'v>(value: &'v serde_json::Value, found: &mut Vec<&'v str>) {
    match value {
        serde_json::Value::String(text) => found.push(text),
        serde_json::Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        serde_json::Value::Object(values) => values.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

/// What git prints with the output of the driver: messages of the server, and names of files.
#[test]
fn nothing_that_a_merge_prints_is_more_than_text() {
    let Some(world) = World::with_server() else { return };
    world.stage(MIGRATION, "create table public.one (id int primary key);\n");
    world.tidegate("verify --write --stage").passes().done();
    world.tidegate("install --merge-driver").passes().done();
    world.git(&["add", ".gitattributes"]);
    world.commit("first");
    for (number, text) in corpus::without(&['\0', '/']).iter().enumerate().step_by(3) {
        world.git(&["checkout", "--quiet", "-B", "main", "main"]);
        for branch in ["topic", "other"] {
            world.git(&["checkout", "--quiet", "-B", branch, "main"]);
            let path = format!("supabase/migrations/202602{:02}000000_{branch}_{text}.sql", number % 28 + 1);
            world.stage_as("100644", &path, "select 1;\n");
            let raise = format!("do $b$ begin raise exception '%', {}; end $b$;\n", literal(text));
            world.stage("supabase/migrations/20260301000000_x.sql", if branch == "topic" { &raise } else { "" });
            world.stage("schema.sql", format!("-- {branch}\n"));
            world.git(&["commit", "--quiet", "--no-verify", "-m", branch]);
            world.git(&["reset", "--quiet", "--hard"]);
        }
        let ran = world.try_git(&["merge", "--no-verify", "--no-edit", "topic"]);
        assert_ne!(ran.code, Some(0), "{text:?}: {ran}");
        // Git quotes names as it is configured to; what tidegate prints is looked at.
        let own = |output: &str| -> String {
            let of_git = ["CONFLICT", "Auto-merging", "Automatic merge failed", "hint:", "error: could not apply"];
            let lines = output.split_inclusive('\n').filter(|line| !of_git.iter().any(|start| line.starts_with(start)));
            lines.collect()
        };
        assert!(ran.text().contains("was not regenerated"), "{text:?}: {ran}");
        is_harmless(&format!("a merge of {text:?}"), &own(&ran.out), None);
        is_harmless(&format!("a merge of {text:?}"), &own(&ran.err), None);
        world.git(&["merge", "--abort"]);
    }
}
