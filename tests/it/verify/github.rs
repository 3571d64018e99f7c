//! `verify --format github` and `--patch`: the output for GitHub Actions, and a patch that fixes the schema file.

use crate::support::{CommandResult, World, assert_stored};

const MIGRATION: &str = "supabase/migrations/20260101000000_a.sql";
const TABLE: &str = "create table public.orders (id bigint primary key, total numeric(10, 2) not null);\n";

/// A run with a job summary; gives that too.
fn github(world: &World, arguments: &str) -> (CommandResult, String) {
    world.forget_verdicts();
    let summary = world.root().join("summary.md");
    std::fs::write(&summary, "").unwrap();
    let view = world.with("GITHUB_STEP_SUMMARY", &summary);
    let ran = view.tidegate(&format!("verify --format github {arguments}"));
    (ran, std::fs::read_to_string(summary).unwrap())
}

/// The lines that the runner would take for commands.
fn commands(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.trim_start().starts_with("::") || line.contains("##[")).collect()
}

#[test]
fn a_failure_becomes_an_annotation_above_the_text() {
    let Some(world) = World::with_server() else { return };
    world.stage(MIGRATION, "-- 100 %\nalter table tenants\n  add name text;\n");
    let (ran, summary) = github(&world, "");
    assert_stored("verify-github-failure", &ran.has_problems().portable());
    assert!(summary.starts_with("\n### :x: tidegate verify: the replay failed\n\n~~~~text\nerror[42P01]"), "{summary}");
    world.stage(MIGRATION, TABLE).stage("tidegate.toml", "preset = \"minimal\"\n");
    let (ran, summary) = github(&world, "");
    assert_eq!(commands(&ran.passes().prints(&["replayed 1 staged migration on"]).text()), [""; 0]);
    assert!(summary.contains("### :white_check_mark: tidegate verify: passed"), "{summary}");
}

#[test]
fn differences_are_annotations_of_the_schema_file() {
    let Some(world) = World::with_server() else { return };
    world.stage(MIGRATION, TABLE);
    let other = "create table public.orders (id bigint primary key, total numeric(12, 2));\ncreate view public.paid as select 1 as a;\n";
    world.stage("schema.sql", other);
    let (ran, summary) = github(&world, "");
    assert_stored("verify-github-difference", &ran.has_problems().portable());
    assert!(
        summary
            .starts_with("\n### :x: tidegate verify: the schema file differs from the replayed schema\n\n~~~~text\n"),
        "{summary}"
    );
}

#[test]
fn annotations_are_limited_to_the_differences_shown() {
    let Some(world) = World::with_server() else { return };
    let tables: String =
        (10..40).map(|number| format!("create table public.t{number} (id int primary key);\n")).collect();
    world.stage(MIGRATION, &tables).stage("schema.sql", "create schema public;\n");
    let (ran, _) = github(&world, "");
    let text = ran.has_problems().text();
    let commands: Vec<&str> = commands(&text).into_iter().filter(|line| line.starts_with("::error")).collect();
    assert_eq!(commands.len(), 10, "{text}");
    assert!(
        commands[0].starts_with("::error file=schema.sql,title=tidegate verify::missing table public.t10"),
        "{text}"
    );
    assert!(commands[9].contains("::21 more objects differ from the replayed schema"), "{text}");
}

#[test]
fn output_of_a_migration_is_not_a_workflow_command() {
    let Some(world) = World::with_server() else { return };
    let raise =
        |text: &str| format!("do $$ begin raise exception '%', e'{text}' using hint = 'a ##[add-mask]b'; end $$;\n");
    let long = "w".repeat(80);
    world.stage(MIGRATION, raise(&format!("a\\n::add-mask::b {long} ::stop-commands::c")));
    let (ran, summary) = github(&world, "");
    let text = ran.has_problems().text();
    let commands = commands(&text);
    assert_eq!(commands.len(), 1, "{text}");
    assert!(commands[0].starts_with("::error file=supabase/migrations/"), "{text}");

    // Nor does it end the block that contains it.
    world.stage(MIGRATION, "create table public.a (b int default 1); comment on table public.a is '\n~~~~\n# big\n';");
    world.stage("schema.sql", "create schema public;\n");
    let patch = world.path("schema.diff");
    let (ran, wide) = github(&world, &format!("--patch {}", patch.display()));
    ran.has_problems().done();
    assert!(
        wide.contains("\n~~~~~diff\n") && wide.contains("\n~~~~~\n\nThe whole patch is in `schema.diff`"),
        "{wide}"
    );
    assert!(summary.contains("\n~~~~\n"), "{summary}");

    // The summary of a patch has the notes too.
    world.stage(MIGRATION, "create table public.a (); create table public.b (); grant select on public.b to public;");
    world.stage("schema.sql", "create table public.b ();\n");
    let (ran, short) = github(&world, &format!("--patch {}", patch.display()));
    ran.has_problems().done();
    assert!(
        short.contains("Patch that fixes the schema file")
            && short.contains("note: privileges differ and were not compared"),
        "{short}"
    );
}

#[test]
fn the_patch_fixes_the_schema_file() {
    let Some(world) = World::with_server() else { return };
    let patch = world.path("mend.diff");
    let verify = |arguments: &str| world.verify(arguments);
    let with_patch = format!("--patch {}", patch.display());
    let is_fixed = || {
        world.git(&["apply", patch.to_str().unwrap()]);
        world.git(&["add", "schema.sql"]);
        verify(&with_patch).passes().done();
        assert_eq!(std::fs::read_to_string(&patch).unwrap(), "");
        let mended = world.content("schema.sql");
        verify("--write").passes().done();
        assert_eq!(world.content("schema.sql"), mended);
    };
    world.stage(MIGRATION, TABLE);
    // There is no schema file and none is configured: nothing needs a fix.
    verify(&with_patch).passes().done();
    assert_eq!(std::fs::read_to_string(&patch).unwrap(), "");
    // One that differs, one that cannot be loaded, an empty one, and one that is not there.
    world.stage("schema.sql", "create table public.orders (id bigint);");
    verify(&with_patch).has_problems().done();
    is_fixed();
    world.stage("schema.sql", "alter table public.nowhere add a int;\n");
    verify(&with_patch).has_problems().prints(&["cannot be loaded"]).done();
    is_fixed();
    world.stage("schema.sql", "").stage("tidegate.toml", "schema = \"schema.sql\"\n");
    verify(&with_patch).has_problems().done();
    is_fixed();
    world.git(&["rm", "--quiet", "--force", "schema.sql"]);
    verify(&with_patch).has_problems().done();
    is_fixed();
    // It is cached with the verdict.
    world.stage("schema.sql", "create table public.orders (id bigint);");
    for arguments in ["", &with_patch, &with_patch] {
        world.tidegate(&format!("verify {arguments}")).has_problems().done();
    }
    is_fixed();
    verify("--write --patch a").exits(2).done();
    verify("--patch no/such/folder").exits(3).prints(&["cannot write the patch"]).done();
}
