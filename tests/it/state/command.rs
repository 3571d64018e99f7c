//! Problems of the replayed schema in every format and hook, and what decides whether they are reported.

use crate::support::{World, assert_stored};
use serde_json::Value;

const OLD: &str = "create table public.customers (id bigint primary key);\n\
    create table public.old_orders (id bigint, customer bigint references public.customers);\n";
const NEW: &str = "create table public.orders (\n  id bigint,\n  customer bigint references public.customers\n);\n";

fn shop(new: &str) -> Option<World> {
    let world = World::with_server()?;
    world.stage("migrations/0001_old.sql", OLD).commit("old").publish();
    world.stage("migrations/0002_new.sql", new);
    Some(world)
}

fn rules(world: &World, arguments: &str) -> Vec<String> {
    let ran = world.verify(&format!("--format json {arguments}"));
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.text()));
    let problems = report["problems"].as_array().cloned().unwrap_or_default();
    problems.iter().map(|problem| format!("{} {}", problem["rule"].as_str().unwrap(), problem["line"])).collect()
}

#[test]
fn problems_of_new_tables_are_reported_with_their_place() {
    let Some(world) = shop(NEW) else { return };
    let version = regex::Regex::new(r"PostgreSQL \d\S* from [^ ,;)\n]+|PostgreSQL \d[\d.]*").unwrap();
    let stored = |name: &str, arguments: &str| {
        let text = world.verify(arguments).passes().portable();
        let seconds = regex::Regex::new("\"seconds\": [0-9.]+").unwrap();
        assert_stored(
            name,
            &seconds.replace_all(&version.replace_all(&text, "PostgreSQL [VERSION]"), "\"seconds\": 0"),
        );
    };
    stored("verify-state", "");
    stored("verify-state-json", "--format json");
    stored("verify-state-github", "--format github");
}

#[test]
fn only_what_new_migrations_touch_is_reported() {
    let Some(world) = shop("create table public.other (id bigint primary key);\n") else { return };
    assert_eq!(rules(&world, ""), [""; 0]);
    // An altered table is reported where it is altered.
    world.stage("migrations/0002_new.sql", "select 1;\nalter table public.old_orders add column note text;\n");
    let altered = ["table-without-primary-key 2", "unindexed-foreign-key 2"];
    assert_eq!(rules(&world, ""), altered);
    // A statement on rows does not alter it.
    world.stage("migrations/0002_new.sql", "insert into public.old_orders values (1, null);\n");
    assert_eq!(rules(&world, ""), [""; 0]);
    // Another name is the same table.
    world.stage("migrations/0002_new.sql", "alter table public.old_orders rename to archive;\n");
    assert_eq!(rules(&world, ""), ["table-without-primary-key 1", "unindexed-foreign-key 1"]);
    world.commit("new");
    assert_eq!(rules(&world, ""), [""; 0]);
    assert_eq!(rules(&world, "--to-ref HEAD"), ["table-without-primary-key 1", "unindexed-foreign-key 1"]);
    assert_eq!(rules(&world, "--all"), ["table-without-primary-key 2", "unindexed-foreign-key 2"]);
}

#[test]
fn levels_allowances_and_skipped_rules_apply() {
    let Some(world) = shop(NEW) else { return };
    let both = ["table-without-primary-key 1", "unindexed-foreign-key 3"];
    assert_eq!(rules(&world, ""), both);
    world.stage("tidegate.toml", "[rules]\ntable-without-primary-key = \"off\"\nunindexed-foreign-key = \"error\"\n");
    assert_eq!(rules(&world, ""), ["unindexed-foreign-key 3"]);
    world.verify("").has_problems().prints(&["error[unindexed-foreign-key]", "; 1 error"]).done();
    world.stage("tidegate.toml", "preset = \"minimal\"\n");
    assert_eq!(rules(&world, ""), [""; 0]);
    let allow = "[[allow]]\nrule = \"unindexed-foreign-key\"\npath = \"migrations\"\nreason = \"small\"\n";
    world.stage("tidegate.toml", allow);
    assert_eq!(rules(&world, ""), ["table-without-primary-key 1"]);
    world.stage("tidegate.toml", "");
    let allowed = format!("-- tidegate:allow table-without-primary-key a log\n{NEW}");
    world.stage("migrations/0002_new.sql", allowed);
    assert_eq!(rules(&world, ""), ["unindexed-foreign-key 4"]);
    let unused = NEW.replace("bigint,", "bigint primary key,");
    world.stage("migrations/0002_new.sql", format!("-- tidegate:allow table-without-primary-key a log\n{unused}"));
    assert_eq!(rules(&world, ""), ["unused-allowance 1", "unindexed-foreign-key 4"]);
    world.verify("--all").passes().prints(&["warning[unused-allowance]"]).done();
    world.stage("tidegate.toml", "[rules]\nunused-allowance = \"off\"\n");
    assert_eq!(rules(&world, ""), ["unindexed-foreign-key 4"]);
    world.stage("tidegate.toml", "");
    // A check does not run the rule, so that the comment is not reported as unused.
    world.tidegate("check").passes().does_not_print(&["unused-allowance"]).done();
    let skipped = world.with("TIDEGATE_SKIP", "unindexed-foreign-key").tidegate("verify --format json").passes();
    skipped.does_not_print(&["unindexed-foreign-key"]).done();
}

#[test]
fn a_cached_verdict_has_the_same_problems() {
    let Some(world) = shop(NEW) else { return };
    let both = ["table-without-primary-key 1", "unindexed-foreign-key 3"];
    assert_eq!(rules(&world, ""), both);
    let again = world.tidegate("verify --format json").passes();
    again.prints(&["table-without-primary-key", "unindexed-foreign-key"]).done();
    // The levels are not a part of what is cached.
    world.stage("tidegate.toml", "[rules]\ntable-without-primary-key = \"off\"\n");
    world.tidegate("verify").passes().prints(&["; 1 warning"]).done();
    // Nor are the objects that must exist.
    world.stage("tidegate.toml", "[required]\ntables = [\"orders\", \"nothing\"]\n");
    world.tidegate("verify").has_problems().prints(&["required table `nothing` does not exist", "2 warnings"]).done();
}

/// A hook runs the check first, and what it reports is not reported again.
#[test]
fn a_hook_reports_each_problem_once() {
    let Some(world) = World::with_server() else { return };
    let new = "create function f() returns int language sql security definer as 'select 1';\n\
        create table t (id bigint);\n";
    world.stage("tidegate.toml", "[verify]\nat = \"pre-commit\"\n");
    world.stage("migrations/0001_new.sql", new);
    world.tidegate("trust").passes().done();
    let ran = world.tidegate("run pre-commit");
    let text = ran.text();
    assert_eq!(text.matches("warning[security-definer-without-search-path]").count(), 1, "{text}");
    assert_eq!(text.matches("warning[table-without-primary-key]").count(), 1, "{text}");
    // By itself the command reports what it finds.
    world.verify("").prints(&["warning[security-definer-without-search-path]"]).done();
}
