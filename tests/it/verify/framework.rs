//! A command of the settings runs the migrations of a framework, once the user of the clone agreed to it.

use crate::support::World;

const COMMAND: &str = "[replay]\nengine = \"local\"\ncommand = [\"sh\", \"migrate.sh\"]\n";
const SCRIPT: &str = "exec psql -Xqv ON_ERROR_STOP=1 -f db/all.sql\n";

/// A project whose migrations a shell script runs with psql.
fn world() -> Option<World> {
    let world = World::with_server()?;
    world.stage("tidegate.toml", COMMAND).stage("migrate.sh", SCRIPT);
    world.stage("db/all.sql", "create table public.orders (id bigint primary key);\n");
    Some(world)
}

fn agreed() -> Option<World> {
    let world = world()?;
    world.tidegate("trust").passes().done();
    Some(world)
}

#[test]
fn a_command_runs_only_after_an_agreement_in_this_clone() {
    let Some(world) = world() else { return };
    world.stage("migrate.sh", "touch ran\n");
    let ran = world.verify("").exits(2);
    insta::assert_snapshot!(ran.text().trim_end(), @r"
    error: `sh migrate.sh` was not run, because you have not agreed to it in this clone
      help: read what it runs, then agree: `tidegate trust`; it runs as you, with the files of whatever branch is checked out
    ");
    assert!(!world.path("ran").exists());
    let ran = world.tidegate("trust").passes();
    insta::assert_snapshot!(ran.text().trim_end(), @r"
    tidegate: agreed to the settings of the index, with which this clone runs:
      verify      runs `sh migrate.sh` as you, with the files of whatever branch is checked out
    note: the command runs code of whatever branch is checked out; to take the agreement back: tidegate trust --revoke
    ");
    // Another command is another agreement.
    world.stage("tidegate.toml", COMMAND.replace("sh\",", "sh\", \"-x\","));
    world.verify("").exits(2).prints(&["you have not agreed to it"]).done();
    world.tidegate("trust --revoke").passes().done();
    world.stage("tidegate.toml", COMMAND);
    world.verify("").exits(2).prints(&["you have not agreed to it"]).done();
    assert!(!world.path("ran").exists());
}

#[test]
fn an_installation_is_no_agreement_to_a_command() {
    let Some(world) = world() else { return };
    world.tidegate("install").passes().prints(&["needs an agreement of its own", "tidegate trust"]).done();
    world.verify("").exits(2).prints(&["you have not agreed to it"]).done();
    // Settings of the default branch that the remote had when it was cloned are none either.
    world.commit("a").publish();
    world.verify("").exits(2).prints(&["you have not agreed to it"]).done();
    world.stage("tidegate.toml", format!("verify.at = \"pre-push\"\n{COMMAND}"));
    world.tidegate("trust").passes().prints(&["pre-push", "runs `sh migrate.sh` as you"]).done();
    world.verify("").passes().done();
}

#[test]
fn the_schema_that_a_command_makes_is_compared_and_written() {
    let Some(world) = agreed() else { return };
    let ran = world.verify("").passes();
    assert!(ran.text().contains("the command of tidegate.toml ran on"), "{}", ran.text());
    world.verify("--write --stage").passes().prints(&["schema.sql was written"]).done();
    assert!(world.content("schema.sql").contains("CREATE TABLE \"public\".\"orders\""));
    world.verify("").passes().prints(&["schema.sql matches"]).done();
    world.stage("db/all.sql", "create table public.orders (id bigint primary key, note text);\n");
    world.verify("").has_problems().prints(&["schema.sql differs", "note"]).done();
    world.verify("--write").passes().done();
    world.verify("--all").passes().prints(&["schema.sql matches"]).done();
}

#[test]
fn a_command_that_fails_is_shown_with_its_output() {
    let Some(world) = agreed() else { return };
    world.stage("db/all.sql", "create table public.orders ();\nselect 1/0;\n");
    let ran = world.verify("").has_problems();
    ran.prints(&["`sh migrate.sh` exited with code 3", "division by zero", "failed on"]).done();
    world.verify("--format json").has_problems().prints(&["division by zero"]).done();
    world.verify("--format github").has_problems().prints(&["exited with code 3"]).done();
    world.stage("migrate.sh", "exit 0\n");
    world.verify("").has_problems().prints(&["created nothing that stays", "DATABASE_URL"]).done();
    world.stage("tidegate.toml", COMMAND.replace("\"sh\"", "\"no-such-program\""));
    world.tidegate("trust").passes().done();
    world.verify("").has_problems().prints(&["`no-such-program migrate.sh` cannot be run"]).done();
}

#[test]
fn a_command_gets_the_temporary_database_and_no_other() {
    let Some(mut world) = agreed() else { return };
    world.set("PGPASSWORD", "secret");
    world.set("REPLICA_DATABASE_URL", "secret");
    world.set("APP_DSN", "postgres://secret");
    world.set("APP_MODE", "test");
    world.stage("migrate.sh", "env > env.txt\nexec psql -Xq \"$DATABASE_URL\" -c 'create table a ()'\n");
    world.stage(".gitignore", "env.txt\n");
    world.verify("").passes().done();
    let variables = world.content("env.txt");
    assert!(variables.contains("APP_MODE=test") && variables.contains("\nPGHOST=/"), "{variables}");
    assert!(variables.contains("DATABASE_URL=postgresql://postgres@/"), "{variables}");
    assert!(!variables.contains("secret"), "{variables}");
}

#[test]
fn a_command_runs_on_the_working_tree_alone() {
    let Some(world) = agreed() else { return };
    world.commit("first");
    world.verify("--to-ref HEAD").passes().done();
    world.file("db/all.sql", "create table public.other ();\n");
    let ran = world.verify("").exits(2);
    insta::assert_snapshot!(ran.text().trim_end(), @r"
    error: `command` in tidegate.toml runs the files of the working tree, which differs from the index: db/all.sql
      help: verify the working tree: `tidegate verify --all`
      help: or stage the files with `git add`, ignore them, or put them away: `git stash --include-untracked`
    ");
    world.verify("--to-ref HEAD").exits(2).prints(&["differs from `HEAD`: db/all.sql"]).done();
    world.verify("--all").passes().done();
    world.file("db/all.sql", "create table public.orders (id bigint primary key);\n").file("new.rb", "");
    world.verify("").exits(2).prints(&["differs from the index: new.rb"]).done();
}

#[test]
fn a_command_runs_what_tidegate_cannot_read() {
    let Some(world) = agreed() else { return };
    world.stage("migrations/20240101000000_a.js", "exports.up = function (knex) {};\n");
    world.verify("").passes().does_not_print(&["not checked"]).done();
    world.stage("tidegate.toml", "");
    world.verify("").has_problems().prints(&["nothing was replayed"]).done();
}

#[test]
fn a_command_needs_a_server_that_it_can_reach() {
    let Some(world) = agreed() else { return };
    let nothing = world.verify("--engine url --database-url postgres://postgres@127.0.0.1:1/").exits(3);
    nothing.done();
}

#[test]
fn a_command_that_leaves_no_schema_has_failed() {
    let Some(world) = agreed() else { return };
    let check = |sql: &str, prints: &str| {
        world.stage("db/all.sql", sql);
        world.verify("").has_problems().prints(&[prints]).done();
    };
    check("create temporary table a (id int);\n", "created nothing that stays in the temporary database");
    check("create table a (); drop table a;\n", "created nothing that stays");
    let tracking =
        "create table schema_migrations (version text primary key); insert into schema_migrations values ('1');\n";
    check(tracking, "created only its tracking table");
    check(
        "create schema drizzle; create table drizzle.__drizzle_migrations (id serial primary key);\n",
        "only its tracking",
    );
    for good in
        ["create table a ();\n", "create type a as enum ('b');\n", "create schema a;\n", "create view a as select 1;\n"]
    {
        world.stage("db/all.sql", format!("{tracking}{good}"));
        world.verify("").passes().done();
    }
}

#[test]
fn the_schema_file_of_a_framework_is_compared_with_what_its_command_makes() {
    let Some(world) = agreed() else { return };
    world.stage("db/migrate/20240101000000_orders.rb", "class Orders < ActiveRecord::Migration[7.1]\nend\n");
    let table = "create table public.orders (id bigint primary key);\n";
    world.stage("db/structure.sql", table);
    let ran = world.verify("").passes();
    ran.prints(&["db/structure.sql matches"]).does_not_print(&["compared with nothing"]).done();
    world.stage("db/structure.sql", "create table public.orders (id bigint primary key, more text);\n");
    world.verify("").has_problems().prints(&["db/structure.sql differs"]).done();
    // The same beside another project, with the command of its own folder.
    world.stage(
        "tidegate.toml",
        "[[projects]]\npath = \"rails\"\n[projects.replay]\nengine = \"local\"\ncommand = [\"sh\", \"migrate.sh\"]\n",
    );
    world.tidegate("trust").passes().done();
    world.stage("rails/migrate.sh", "exec psql -Xqv ON_ERROR_STOP=1 -f db/all.sql\n").stage("rails/db/all.sql", table);
    world.stage("rails/db/migrate/20240101000000_orders.rb", "class Orders < ActiveRecord::Migration[7.1]\nend\n");
    world.stage("rails/db/structure.sql", "create table public.other ();\n");
    world.git(&["rm", "--quiet", "-r", "-f", "db"]);
    world.verify("").has_problems().prints(&["rails/db/structure.sql differs"]).done();
}
