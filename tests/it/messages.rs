//! Every message a person can get, stored as it is shown: one bad situation per rule, and
//! every way in which a check cannot be made. A changed word shows up as a changed file
//! under `tests/snapshots`.

use crate::support::notation::Situation;
use crate::support::{CommandResult, World, assert_stored, tidegate_binary};
use std::collections::BTreeSet;
use std::fs;
use tidegate::jobs::check::Outcome;
use tidegate::report::check::{self as report, Format};
use tidegate::report::{Door, Output};
use tidegate::rules::{self, Rule};

const MIGRATIONS: &str = "supabase/migrations";
const FIRST: &str = "supabase/migrations/20240101000000_create_users.sql";
const TABLE: &str = "create table users (id bigint primary key);\n";

/// A history of one migration, with a schema file where `schema` gives its text.
fn history(schema: Option<&str>) -> World {
    let world = World::new();
    world.stage(FIRST, TABLE);
    if let Some(schema) = schema {
        world.stage("supabase/schema.sql", schema);
    }
    world.commit(".");
    world
}

/// One migration staged on top of [`history`].
fn staged(name: &str, content: &str) -> World {
    let world = history(None);
    world.stage(&format!("{MIGRATIONS}/{name}"), content);
    world
}

/// A situation that the rule is there for.
fn situation(rule: &str) -> World {
    match rule {
        "invalid-name" => staged("20250131080000_Add-Invoices v2.sql", TABLE),
        "invalid-timestamp" => staged("20251301080000_add_invoices.sql", TABLE),
        "future-timestamp" => staged("20270131080000_add_invoices.sql", TABLE),
        "duplicate-version" => staged("20240101000000_add_invoices.sql", TABLE),
        "out-of-order" => staged("20231224180000_add_invoices.sql", TABLE),
        "edited-migration" => staged("20240101000000_create_users.sql", "create table users (id uuid primary key);\n"),
        "schema-not-staged" => {
            let world = history(Some(TABLE));
            world.stage(&format!("{MIGRATIONS}/20250131080000_add_invoices.sql"), TABLE);
            world
        }
        "schema-changed-alone" => {
            let world = history(Some(TABLE));
            world.stage("supabase/schema.sql", "create table users (id uuid primary key);\n");
            world
        }
        "stale-seal" => {
            let world = history(Some(TABLE));
            let seal = "-- tidegate:seal v1 7 20230101000000 00112233445566778899aabbccddeeff\n";
            world.stage(&format!("{MIGRATIONS}/20250131080000_add_invoices.sql"), TABLE);
            world.stage("supabase/schema.sql", format!("{seal}{TABLE}"));
            world
        }
        "empty-migration" => staged("20250131080000_add_invoices.sql", "-- later\n"),
        "conflict-markers" => staged(
            "20250131080000_add_invoices.sql",
            "create table invoices (\n<<<<<<< HEAD\n  id bigint\n=======\n  id uuid\n>>>>>>> main\n);\n",
        ),
        "not-utf8" => {
            let world = history(None);
            let path = format!("{MIGRATIONS}/20250131080000_add_invoices.sql");
            world.stage(&path, b"insert into cities values ('K\xf6ln');\n");
            world
        }
        "filtered-content" => staged(
            "20250131080000_add_invoices.sql",
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n",
        ),
        "not-a-regular-file" => {
            let world = history(None);
            let path = format!("{MIGRATIONS}/20250131080000_add_invoices.sql");
            world.stage_as("120000", &path, "../shared/invoices.sql");
            world
        }
        other => situation_of_files(other),
    }
}

/// The rules that look at more than one migration's name or content.
fn situation_of_files(rule: &str) -> World {
    match rule {
        "case-collision" => {
            let world = history(None);
            let path = format!("{MIGRATIONS}/20240101000000_Create_Users.sql");
            world.stage_as("100644", &path, TABLE);
            world
        }
        "misplaced-migration" => {
            let world = history(None);
            world.stage("supabase/20250131080000_add_invoices.sql", TABLE);
            world
        }
        "skipped-by-cli" => staged("billing/20250131080000_add_invoices.sql", TABLE),
        "untracked-migration" => {
            let world = staged("20250131080000_add_invoices.sql", TABLE);
            world.file(format!("{MIGRATIONS}/20250131090000_add_payments.sql"), TABLE);
            world
        }
        "exec-sql-ddl" => {
            let world = history(None);
            let call = "await supabase.rpc('exec_sql', { sql: 'alter table users add column age int' });\n";
            world.stage("scripts/repair.ts", call);
            world
        }
        "remote-migrate-dev" => {
            let world = history(None);
            let scripts = "{\n  \"scripts\": {\n    \"db:reset\": \"supabase db reset --linked\"\n  }\n}\n";
            world.stage("package.json", scripts);
            world
        }
        "frozen" => {
            let world = history(None);
            let freeze =
                "[freeze]\nreason = \"staging is reconciled\"\nuntil = 2026-02-03\nowner = \"the platform team\"\n";
            world.stage("tidegate.toml", freeze).commit(".");
            world.stage(&format!("{MIGRATIONS}/20250131080000_add_invoices.sql"), TABLE);
            world
        }
        "unused-allowance" => {
            let allowance = "-- tidegate:allow out-of-order it came with the merge\n";
            staged("20250131080000_add_invoices.sql", &format!("{allowance}{TABLE}"))
        }
        unknown => panic!("no situation is written for the rule `{unknown}`: add one here"),
    }
}

#[test]
fn every_rule_matches_its_snapshot() {
    for rule in rules::ALL {
        let id = rule.info.id;
        if rule.script_check().is_some() {
            assert_stored(&format!("rule-{id}"), &rendered_statements(rule));
            continue;
        }
        if rule.is_of_replay() {
            // The replay of its first Bad block stores it.
            continue;
        }
        let ran = situation(id).tidegate("check");
        assert!(ran.out.contains(&format!("[{id}]")), "`{id}` does not report in its own situation:\n{ran}");
        assert_stored(&format!("rule-{id}"), &ran.to_string());
    }
}

/// What people read of the first Bad block of a rule's page, drawn without colour.
fn rendered_statements(rule: &'static Rule) -> String {
    let blocks = rule.info.page.split_once("\n## Bad\n").map_or("", |(_, rest)| rest);
    let block = blocks.split("```tidegate\n").nth(1).unwrap_or_default().split("```").next().unwrap_or_default();
    let mut outcome = Situation::read(block).outcome();
    outcome.diagnostics.retain(|diagnostic| diagnostic.rule.id == rule.info.id);
    assert!(!outcome.diagnostics.is_empty(), "`{}` does not report in its own situation", rule.info.id);
    rendered(&outcome)
}

/// What people read of a check, drawn without colour.
pub(crate) fn rendered(outcome: &Outcome) -> String {
    let mut text = Vec::new();
    let mut door = Door::new(&mut text);
    let mut output = Output { out: &mut door, width: 100, is_below_top: false, job_summary: &mut Vec::new() };
    report::write(Format::Human, outcome, &mut output).expect("a report in memory");
    drop(door);
    anstream::adapter::strip_bytes(&text).map(String::from_utf8_lossy).collect()
}

#[test]
fn no_snapshot_is_left_of_a_removed_rule() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let stored: BTreeSet<String> =
        names.filter_map(|name| Some(name.strip_prefix("rule-")?.strip_suffix(".snap")?.to_owned())).collect();
    let rules: BTreeSet<String> = rules::ALL.iter().map(|rule| rule.info.id.to_owned()).collect();
    assert_eq!(stored, rules);
}

/// Checks that cannot be made, by name.
fn failures() -> Vec<(&'static str, CommandResult)> {
    let check = "check";
    let fresh = || staged("20250131080000_add_invoices.sql", TABLE);
    let configured = |text: &str| {
        let world = fresh();
        world.stage("tidegate.toml", text);
        world.tidegate(check)
    };
    vec![
        ("no-repository", World::without_repository().tidegate(check)),
        ("unmerged", unmerged().tidegate(check)),
        ("unknown-revision", fresh().tidegate("check --from-ref origin/main --to-ref HEAD")),
        ("no-merge-base", unrelated().tidegate("check --from-ref main --to-ref other")),
        ("missing-file", fresh().tidegate("check supabase/migrations/20250131080000_add_invoice.sql")),
        ("file-elsewhere", fresh().tidegate("check ../elsewhere.sql")),
        ("config-mistakes", configured(MISTAKES)),
        ("config-no-toml", configured("layout = \"supabase\nschema = false\n")),
        ("unknown-skip", fresh().with("TIDEGATE_SKIP", "invalid-nmae").tidegate(check)),
        ("invalid-now", fresh().with("TIDEGATE_NOW", "yesterday").tidegate(check)),
        ("bare", bare().tidegate("check --all")),
        ("repository-in-a-repository", with_a_bare_one().from_folder("vendor").tidegate(check)),
        ("unknown-option", fresh().tidegate("check --al")),
    ]
}

/// One mistake of each kind.
const MISTAKES: &str = "\
layot = \"supabase\"
schema = true

[rules]
invalid-name = { pattern = \"([a-z\" }
out-of-ordr = \"warn\"
";

/// Those that carry what the system says, which is worded by each system itself.
#[cfg(unix)]
fn failures_of_the_system() -> Vec<(&'static str, CommandResult)> {
    let folder = staged("20250131080000_add_invoices.sql", TABLE);
    fs::create_dir(folder.top().join("tidegate.toml")).unwrap();
    vec![
        ("missing-config", history(None).tidegate("check --config tide.toml")),
        ("config-folder", folder.tidegate("check")),
    ]
}

#[cfg(not(unix))]
fn failures_of_the_system() -> Vec<(&'static str, CommandResult)> {
    Vec::new()
}

fn unmerged() -> World {
    let world = history(None);
    world.git(&["checkout", "-q", "-b", "other"]);
    world.stage(FIRST, "create table other ();\n").commit(".");
    world.git(&["checkout", "-q", "main"]);
    world.stage(FIRST, "create table ours ();\n").commit(".");
    world.try_git(&["merge", "-q", "other"]).has_problems().done();
    world
}

fn unrelated() -> World {
    let world = history(None);
    world.git(&["checkout", "-q", "--orphan", "other"]);
    world.stage(FIRST, "create table other ();\n").commit(".");
    world
}

fn bare() -> World {
    let world = World::without_repository();
    world.git(&["init", "-q", "--bare", "-b", "main", "."]);
    world
}

fn with_a_bare_one() -> World {
    let world = history(None);
    world.git(&["init", "-q", "--bare", "vendor"]);
    world
}

#[test]
fn every_failure_matches_its_snapshot() {
    for (name, ran) in failures().into_iter().chain(failures_of_the_system()) {
        assert!(matches!(ran.code, Some(2 | 3)), "{name}:\n{ran}");
        assert_eq!(ran.out, "", "{name}: a failure speaks on standard error only");
        assert_stored(&format!("failure-{name}"), &ran.to_string());
    }
}

/// What is printed when nothing stops the commit, and for many problems.
#[test]
fn every_verdict_matches_its_snapshot() {
    let clean = staged("20250131080000_add_invoices.sql", TABLE);
    assert_stored("verdict-clean", &clean.tidegate("check").to_string());
    assert_stored(
        "verdict-skipped",
        &situation("out-of-order").with("TIDEGATE_SKIP", "out-of-order").tidegate("check").to_string(),
    );
    assert_stored("verdict-nothing", &history(None).tidegate("check").to_string());
    assert_stored("verdict-fix", &situation("invalid-name").tidegate("check --fix --dry-run").to_string());
    assert_stored("verdict-many", &many().tidegate("check").to_string());
    let narrow = two_renames().with("COLUMNS", "40").tidegate("check");
    assert_stored("verdict-narrow", &narrow.to_string());
}

/// Sixty files with one mistake, and one with two.
fn many() -> World {
    let world = two_renames();
    for number in 10..70 {
        world.file(format!("{MIGRATIONS}/202501300000{number}_Add-Column.sql"), TABLE);
    }
    world.git(&["add", "."]);
    world
}

fn two_renames() -> World {
    staged("20251301080000_Add-Invoices and everything that belongs to them v2.sql", TABLE)
}

#[test]
fn a_clean_commit_prints_one_line() {
    let world = history(Some(TABLE));
    world.stage(&format!("{MIGRATIONS}/20250131080000_add_invoices.sql"), TABLE);
    world.stage("supabase/schema.sql", "create table users (id bigint primary key);\n-- new\n");
    let ran = world.tidegate("check");
    assert_eq!((ran.code, ran.out.lines().count(), ran.err.as_str()), (Some(0), 1, ""), "{ran}");
}

#[test]
fn colour_is_used_only_on_request() {
    let world = situation("invalid-name");
    let colour = |variables: &[(&str, &str)]| {
        let view = variables.iter().fold(world.from_folder(""), |view, (name, value)| view.with(name, value));
        let ran = view.tidegate("check");
        ran.out.contains('\u{1b}') || ran.err.contains('\u{1b}')
    };
    assert!(!colour(&[]), "a pipe gets no colour");
    assert!(!colour(&[("TERM", "xterm-256color")]));
    assert!(!colour(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(colour(&[("CLICOLOR_FORCE", "1")]));
    let plain = world.tidegate("check");
    assert!(plain.out.is_ascii(), "nothing but ASCII of our own:\n{plain}");
}

#[test]
fn in_a_subfolder_the_help_shows_where_the_commands_work() {
    let world = situation("invalid-name");
    let way = "cd \"$(git rev-parse --show-toplevel)\"";
    assert!(!world.tidegate("check").out.contains(way));
    assert!(world.from_folder("supabase").tidegate("check").out.contains(way));
    // Git runs a hook at the top and says where the user stood.
    assert!(world.with("GIT_PREFIX", "supabase/").tidegate("check").out.contains(way));
}

#[test]
fn a_blocked_commit_lists_the_rules_that_block_it() {
    let ran = two_renames().tidegate("run pre-commit");
    assert_stored("verdict-blocked", &ran.to_string());
}

#[test]
fn no_argument_reaches_the_terminal_unescaped() {
    let world = history(None);
    let coloured = world.with("CLICOLOR_FORCE", "1");
    let ran = coloured.run(tidegate_binary(), &["check", "\u{1b}[31m\u{9b}1m\n.sql"]);
    assert!(!ran.err.contains("\u{1b}[31m\u{9b}"), "{ran}");
    assert!(ran.err.contains(r"\x1b[31m"), "{ran}");
}
