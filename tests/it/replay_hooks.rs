//! The replay in the hooks, and what the configuration says of it: real commits and pushes
//! through the installed hooks. The servers' folder is shared with the tests of `verify`.

use crate::scene::assert_stored;
use crate::world::{Ran, View, World, migration, skipped};
use tidegate::postgres::{Environment, choose, find};

const TABLE: &str =
    "create table if not exists public.orders (id bigint primary key, total numeric(10, 2) not null);\n";
const BROKEN: &str = "alter table public.tenants add column if not exists name text;\n";
const SCHEMA: &str = "CREATE TABLE public.orders (id bigint NOT NULL PRIMARY KEY, total numeric(10,2) NOT NULL);\n";

/// A repository with the hooks of `tidegate install` and one published migration, which are told
/// to replay at a moment; `None` where no server can be started.
fn gated(at: &str) -> Option<World> {
    if choose(find(&Environment::read().unwrap(), None), None).is_err() {
        skipped("no PostgreSQL server is installed");
        return None;
    }
    let world = World::new();
    world.stage("tidegate.toml", format!("[verify]\nat = \"{at}\"\n"));
    world.stage(&migration(1, "orders"), TABLE).stage("schema.sql", SCHEMA).commit("orders").publish();
    world.tidegate("install --script").passes().done();
    Some(world)
}

/// The world with the servers' folder.
fn with_cache(world: &World) -> View<'_> {
    world.with("TIDEGATE_CACHE_DIR", std::env::temp_dir().join("tidegate-tests"))
}

fn commit(world: &World) -> Ran {
    with_cache(world).try_git(&["commit", "-q", "-m", "next"])
}

fn push(world: &World, refs: &[&str]) -> Ran {
    with_cache(world).try_git(&[&["push", "-q", "origin"], refs].concat())
}

/// Stages a second migration with the schema file that it gives.
fn stage_next(world: &World) {
    world.stage(&migration(2, "note"), "alter table public.orders add column if not exists note text;\n");
    world.stage("schema.sql", SCHEMA.replace(" NOT NULL);", " NOT NULL, note text);"));
}

/// The output without what differs from machine to machine.
fn told(ran: &Ran) -> String {
    let server = regex::Regex::new(r"PostgreSQL \d\S* from [^ ,;\n]+").unwrap();
    let system = regex::Regex::new("(error connecting to server:|detail:) [^\n]+(\n          [^\n]+)*").unwrap();
    let text = ran.text();
    system.replace_all(&server.replace_all(&text, "PostgreSQL [VERSION]"), "$1 [SYSTEM]").trim_end().to_owned()
}

#[test]
fn a_commit_replays_what_is_staged_and_hears_one_line() {
    let Some(world) = gated("pre-commit") else { return };
    stage_next(&world);
    world.file(migration(3, "aside"), BROKEN);
    let ran = commit(&world).passes();
    assert_stored("hook-replayed", &told(&ran));
}

#[test]
fn a_commit_that_does_not_replay_is_stopped_with_the_drawing() {
    let Some(world) = gated("pre-commit") else { return };
    world.stage(&migration(2, "tenants"), BROKEN).stage("schema.sql", format!("{SCHEMA}-- more\n"));
    let ran = commit(&world).is_stopped();
    assert_stored("hook-stopped", &told(&ran));
    assert_eq!(world.git(&["log", "--format=%s"]), "orders\n");
    let skipped = with_cache(&world).with("TIDEGATE_SKIP", "verify");
    skipped.try_git(&["commit", "-q", "-m", "x"]).passes().says(&["no migration was replayed"]).done();
}

#[test]
fn what_the_fast_check_stops_is_not_replayed() {
    let Some(world) = gated("pre-commit") else { return };
    world.stage("supabase/migrations/20260102000000_Bad.sql", BROKEN);
    commit(&world).is_stopped().says(&["invalid-name"]).does_not_say(&["replay"]).done();
}

#[test]
fn only_what_concerns_migrations_is_replayed() {
    let Some(world) = gated("pre-commit") else { return };
    // Broken already, and none of this commit's business.
    world
        .stage(&migration(2, "tenants"), BROKEN)
        .stage("schema.sql", format!("{SCHEMA}-- x\n"))
        .commit("past the hook");
    world.stage("README.md", "text\n");
    commit(&world).passes().is_quiet().done();
    let replays = |path: &str, content: &str| {
        world.stage(path, content);
        let ran = commit(&world).is_stopped().says(&["42P01", "The commit is stopped"]);
        world.git(&["reset", "-q", "--hard"]);
        ran.done();
    };
    replays("tidegate.toml", "[verify]\nat = \"pre-commit\"\nschemas = [\"public\"]\n");
    replays("supabase/config.toml", "[db]\nmajor_version = 15\n");
    world.file("tidegate.toml", "");
    world.stage("supabase/config.toml", "[db]\nmajor_version = 15\n");
    commit(&world).passes().is_quiet().done();
}

#[test]
fn a_drifted_schema_file_is_caught_and_written_anew() {
    let Some(world) = gated("pre-commit") else { return };
    stage_next(&world);
    world.stage("schema.sql", format!("{SCHEMA}-- forgotten\n"));
    commit(&world).is_stopped().says(&["changed table public.orders", "tidegate verify --write"]).done();
    with_cache(&world).tidegate("verify --write --stage").passes().says(&["schema.sql is written"]).done();
    commit(&world).passes().says(&["and schema.sql is what they give"]).done();
}

#[test]
fn a_merge_is_replayed_where_two_branches_meet() {
    let Some(world) = gated("pre-commit") else { return };
    world.branch("left");
    world.stage(&migration(2, "left"), "alter table public.orders rename to sales;\n").commit("left");
    world.switch("main").branch("right");
    world
        .stage(&migration(3, "right"), "alter table public.orders add column if not exists note text;\n")
        .commit("right");
    let ran =
        with_cache(&world).with("TIDEGATE_SKIP", "schema-not-staged").try_git(&["merge", "-q", "--no-edit", "left"]);
    ran.says(&["42P01", "The commit is stopped"]).done();
    assert_eq!(world.git(&["log", "-1", "--format=%s"]), "right\n");
}

#[test]
fn a_merge_is_replayed_where_either_side_has_other_migrations() {
    let Some(world) = gated("pre-commit") else { return };
    // Ours came by without a replay, theirs has nothing of migrations: the merge has what HEAD has.
    world.branch("left").stage("notes.txt", "a\n").commit("left");
    world.switch("main").branch("right");
    world.stage(&migration(2, "tenants"), BROKEN).stage("schema.sql", format!("{SCHEMA}-- more\n")).commit("right");
    let merge = |name: &str| with_cache(&world).try_git(&["merge", "-q", "--no-ff", "--no-edit", name]);
    merge("left").says(&["42P01", "The commit is stopped"]).done();
    world.git(&["merge", "--abort"]);
    // Where both have the same, nothing is to be proved.
    world.git(&["reset", "--quiet", "--hard", "main"]);
    world.stage("more.txt", "a\n").commit("right");
    merge("left").passes().does_not_say(&["replay"]).done();
    assert_eq!(world.git(&["rev-list", "--count", "--merges", "HEAD"]), "1\n");
}

#[test]
fn a_push_replays_each_commit_once_and_not_the_work_tree() {
    let Some(world) = gated("pre-push") else { return };
    stage_next(&world);
    commit(&world).passes().does_not_say(&["replay"]).done();
    world.file(migration(2, "note"), "broken").git(&["branch", "copy"]);
    let ran = push(&world, &["main", "copy"]).passes();
    assert_eq!(ran.text().matches("2 migrations of `main` replay").count(), 1, "{}", ran.text());
    push(&world, &["main:refs/heads/again"]).passes().does_not_say(&["replay"]).done();
    push(&world, &[":copy"]).passes().does_not_say(&["replay"]).done();
}

#[test]
fn a_push_of_what_does_not_replay_is_stopped() {
    let Some(world) = gated("pre-push") else { return };
    world.branch("good");
    stage_next(&world);
    world.commit("good").switch("main").branch("bad");
    world.stage(&migration(3, "tenants"), BROKEN).stage("schema.sql", format!("{SCHEMA}-- x\n")).commit("bad");
    push(&world, &["good", "bad"])
        .is_stopped()
        .says(&[
            "2 migrations of `good` replay",
            "1 of 2 migrations of `bad`",
            "git push --no-verify",
            "TIDEGATE_SKIP=verify git push",
        ])
        .done();
    world.git(&["branch", "notes", "main"]);
    world.switch("notes").stage("README.md", "text\n").commit("notes");
    push(&world, &["notes"]).passes().is_quiet().done();
}

#[test]
fn without_a_server_the_commit_is_stopped_and_the_ways_on_are_told() {
    let Some(world) = gated("pre-commit") else { return };
    stage_next(&world);
    let ran = with_cache(&world).with("TIDEGATE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    let ran = ran.try_git(&["commit", "-q", "-m", "x"]).is_stopped();
    assert_stored("hook-without-server", &told(&ran));
    let run = with_cache(&world).with("TIDEGATE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    run.tidegate("run pre-commit").exits(3).done();
    world.file("tidegate.toml", "[verify]\nat = \"off\"\n");
    let run = with_cache(&world).with("TIDEGATE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    run.tidegate("run pre-commit").passes().does_not_say(&["replay"]).done();
}

#[test]
fn projects_of_a_monorepo_are_replayed_where_they_ask_for_it() {
    let Some(world) = gated("off") else { return };
    let config = "[[projects]]\npath = \"a\"\nverify.at = \"pre-commit\"\n[[projects]]\npath = \"b\"\n";
    world.stage("tidegate.toml", config);
    world.stage("a/prisma/migrations/20260101000000_a/migration.sql", "create table a (id bigint primary key);\n");
    world.stage("b/prisma/migrations/20260101000000_b/migration.sql", "alter table nowhere add column x int;\n");
    commit(&world).passes().says(&["a: 1 migration of the index replays"]).does_not_say(&["b: 1"]).done();
    world.stage("b/prisma/migrations/20260102000000_b/migration.sql", "alter table nowhere add column y int;\n");
    commit(&world).passes().does_not_say(&["replays"]).done();
}

/// A repository with a configuration and one migration, and what `verify` says of it.
fn verified(config: &str, files: &[(&str, &str)]) -> Option<Ran> {
    let world = gated("off")?;
    world.stage("tidegate.toml", config);
    for (path, content) in files {
        world.stage(path, content);
    }
    Some(with_cache(&world).tidegate("verify"))
}

#[test]
fn files_and_extensions_are_there_before_the_first_migration() {
    let config = "[replay]\nbefore = [\"supabase/roles.sql\"]\nextensions = [\"vector\", \"citext\"]\nafter-environment = [\"supabase/after.sql\"]\n";
    let roles = "create role shopkeeper;\nalter role anon set statement_timeout = '3s';\ngrant usage on schema auth to shopkeeper;\n";
    let after = "create view auth.tenants as select 1 as id, '[1]'::extensions.vector as v;\ncreate table auth.mine (name extensions.citext);\n";
    let first = migration(1, "orders");
    let uses =
        format!("{TABLE}grant select on public.orders to shopkeeper;\nselect name from auth.mine, auth.tenants;\n");
    let files = [("supabase/roles.sql", roles), ("supabase/after.sql", after), (first.as_str(), uses.as_str())];
    let Some(ran) = verified(config, &files) else { return };
    // What lies in the platform's schemas is not the project's.
    ran.passes().says(&["1 migration of the index replays", "and schema.sql is what they give"]).done();
}

#[test]
fn what_is_added_is_part_of_what_a_run_keeps() {
    let Some(world) = gated("off") else { return };
    world.stage("tidegate.toml", "[replay]\nbefore = [\"before.sql\"]\n");
    world.stage(&migration(2, "tenants"), BROKEN);
    let run = || with_cache(&world).tidegate("verify --all");
    let with = |content: &str| {
        world.stage("before.sql", content);
    };
    with("create table public.tenants (id int);\n");
    run().is_stopped().says(&["2 migrations of the work tree replay", "missing table public.tenants"]).done();
    with("select 1;\n");
    run().is_stopped().says(&["relation \"public.tenants\" does not exist"]).done();
    with("create table public.tenants (id int);\n");
    run().is_stopped().says(&["2 migrations of the work tree replay"]).done();
    // It is the index that is read.
    world.file("before.sql", "broken");
    with_cache(&world).tidegate("verify").is_stopped().says(&["2 migrations of the index replay"]).done();
    world.git(&["rm", "-q", "-f", "--cached", "before.sql"]);
    let ran = with_cache(&world).tidegate("verify").exits(2);
    assert_stored("verify-no-addition", &told(&ran));
}

#[test]
fn a_failure_before_the_first_migration_is_drawn() {
    let config = "[replay]\nbefore = [\"supabase/roles.sql\"]\n";
    let roles = "-- roles\ncreate role clerk;\ngrant select on public.orders to clerk;\n";
    let Some(ran) = verified(config, &[("supabase/roles.sql", roles)]) else { return };
    assert_stored("verify-broken-addition", &told(&ran.is_stopped()));
    let Some(ran) = verified("[replay]\nextensions = [\"no_such_thing\"]\n", &[]) else { return };
    assert_stored("verify-no-extension", &told(&ran.is_stopped()));
}

#[test]
fn the_schemas_of_the_schema_file_can_be_named() {
    let Some(world) = gated("off") else { return };
    let more = "create schema if not exists app;\ncreate table app.a (id int);\ncreate schema if not exists rest;\ncreate table rest.r (id int);\n";
    world.stage(&migration(2, "app"), more);
    let run = |schemas: &str, arguments: &str| {
        world.stage("tidegate.toml", format!("[verify]\nschemas = {schemas}\n"));
        with_cache(&world).tidegate(&format!("verify {arguments}"))
    };
    run("[\"public\"]", "").passes().does_not_say(&["note:"]).done();
    run("[\"public\", \"app\"]", "").is_stopped().says(&["missing table app.a"]).does_not_say(&["rest"]).done();
    run("[\"app\", \"ap\"]", "--write --stage").passes().says(&["schema `ap` of `verify.schemas` is not there"]).done();
    let written = world.content("schema.sql");
    assert!(written.contains("\"app\".\"a\"") && !written.contains("orders") && !written.contains("rest"), "{written}");
    run("[\"app\"]", "").passes().says(&["and schema.sql is what they give"]).does_not_say(&["note:"]).done();
    // A file may hold more than is compared.
    world.stage(
        "schema.sql",
        format!("{SCHEMA}create schema app; create table app.a (id int); create table app.b (id int);"),
    );
    run("[\"public\"]", "").passes().done();
    run("[\"public\", \"app\"]", "").is_stopped().says(&["extra table app.b"]).done();
    run("[\"gone\"]", "")
        .exits(2)
        .says(&["`verify.schemas` in tidegate.toml names gone, which the migrations do not create"])
        .done();
    run("[\"auth\"]", "").exits(2).says(&["names `auth`, which belongs to the platform"]).done();
}

#[test]
fn the_engine_can_be_set() {
    let Some(world) = gated("off") else { return };
    world.stage("tidegate.toml", "replay.engine = \"url\"\n");
    with_cache(&world).tidegate("verify").exits(2).says(&["needs the address of a server"]).done();
    with_cache(&world).tidegate("verify --engine local").passes().done();
    world.stage(
        "tidegate.toml",
        "[replay]\nengine = \"url\"\n[[projects]]\npath = \"supabase\"\nreplay.engine = \"local\"\n",
    );
    with_cache(&world).tidegate("verify").passes().done();
}

#[test]
fn only_what_changed_is_replayed_when_that_is_asked_for() {
    let Some(world) = gated("off") else { return };
    with_cache(&world).tidegate("verify --changed").passes().says(&["no project to replay has changed"]).done();
    stage_next(&world);
    with_cache(&world).tidegate("verify --changed").passes().says(&["2 migrations of the index replay"]).done();
    world.branch("topic").commit("next");
    with_cache(&world).tidegate("verify --changed --to-ref topic").passes().says(&["2 migrations of `topic`"]).done();
    with_cache(&world).tidegate("verify --changed --to-ref main").passes().says(&["has changed in `main`"]).done();
    let framework = |variables: &[(&str, &str)]| {
        let view = variables.iter().fold(with_cache(&world), |view, (name, value)| view.with(name, value));
        view.tidegate("verify --changed")
    };
    framework(&[("PRE_COMMIT_FROM_REF", "main"), ("PRE_COMMIT_TO_REF", "topic")])
        .passes()
        .says(&["2 migrations of `topic`"])
        .done();
    framework(&[("PRE_COMMIT_REMOTE_NAME", "origin"), ("PRE_COMMIT_LOCAL_BRANCH", "refs/heads/topic")])
        .passes()
        .says(&["2 migrations of `refs/heads/topic`"])
        .done();
}

#[test]
fn init_proposes_the_replay_where_it_can_be_made() {
    let Some(world) = gated("off") else { return };
    world.remove("tidegate.toml");
    world.tidegate("init").passes().says(&["replay every migration:  tidegate verify"]).done();
    let written = world.content("tidegate.toml");
    assert!(written.contains("\n[verify]\nat = \"pre-push\"\n"), "{written}");
    world.git(&["add", "."]);
    stage_next(&world);
    world.commit("next");
    push(&world, &["main"]).passes().says(&["2 migrations of `main` replay"]).done();
}

#[test]
fn doctor_tells_where_and_when_migrations_are_replayed() {
    let Some(world) = gated("pre-push") else { return };
    world
        .tidegate("doctor")
        .passes()
        .says(&["replays on PostgreSQL", "the hook pre-push replays what has changed"])
        .done();
    let named = world.with("TIDEGATE_DATABASE_URL", "postgres://ada:secret@127.0.0.1:1/x");
    let ran = named.tidegate("doctor").passes().does_not_say(&["secret"]);
    ran.says(&["replays on the server named by TIDEGATE_DATABASE_URL"]).done();
    world.file("tidegate.toml", "[replay]\nengine = \"url\"\n");
    world
        .tidegate("doctor")
        .passes()
        .says(&["needs the address of a server", "no hook replays", "at = \"pre-push\""])
        .done();
    world.file("tidegate.toml", "[replay]\nengine = \"url\"\n[verify]\nat = \"pre-push\"\n");
    world.tidegate("doctor").exits(1).says(&["needs the address of a server"]).done();
    world.file("tidegate.toml", "[replay]\nbefore = [\"gone.sql\"]\n");
    world.tidegate("doctor").exits(1).says(&["nothing can be replayed", "gone.sql"]).done();
}

#[test]
fn a_walk_through_the_sample_shows_a_replay_and_a_drifted_schema_file() {
    let Some(world) = gated("off") else { return };
    // A server that the user names is not for samples.
    let view = with_cache(&world).with("TIDEGATE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    let ran = view.tidegate("try").passes();
    ran.says(&[
        "duplicate-version",
        "4 migrations of the index replay on PostgreSQL",
        "changed table public.orders",
        "$ tidegate verify --write --stage",
        "5 migrations of the index replay on PostgreSQL",
        "Orders can be returned",
    ])
    .done();
    assert_eq!(world.git(&["status", "--porcelain"]), "", "nothing happens here");
}

/// A folder with git and a shell as the only programs, on a machine without a server.
fn with_nothing(world: &World) -> View<'_> {
    let nothing = world.root().join("nothing");
    if !nothing.exists() {
        std::fs::create_dir(&nothing).unwrap();
        let path = std::env::var_os("PATH").unwrap();
        for name in ["git", "sh", "cat"] {
            let program =
                std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file());
            std::os::unix::fs::symlink(program.unwrap(), nothing.join(name)).unwrap();
        }
    }
    with_cache(world).with("PATH", &nothing).with("TIDEGATE_TEST_ROOT", &nothing)
}

#[test]
fn on_a_machine_without_a_server_nothing_is_claimed() {
    if cfg!(feature = "embedded") {
        // There is always one inside.
        return;
    }
    let Some(world) = gated("pre-commit") else { return };
    stage_next(&world);
    let stopped = with_nothing(&world).try_git(&["commit", "-q", "-m", "next"]).is_stopped();
    assert_stored("hook-on-a-machine-without-server", &told(&stopped));
    with_nothing(&world).tidegate("doctor").exits(1).says(&["nothing can be replayed here", "`apt install"]).done();
    world.remove("tidegate.toml");
    with_nothing(&world).tidegate("init").passes().does_not_say(&["tidegate verify"]).done();
    assert!(world.content("tidegate.toml").contains("\n# [verify]\n# at = \"pre-push\"\n"));
    let walked = with_nothing(&world).tidegate("try").passes();
    let walked = walked
        .says(&["The commit is blocked, with the commands that fix it.", "Nothing was replayed: no usable PostgreSQL"]);
    walked.says(&["`apt install postgresql`"]).does_not_say(&["$ tidegate verify"]).done();
}
