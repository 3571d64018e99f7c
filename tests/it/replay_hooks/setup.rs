//! `init`, `doctor` and `try` with a replay, and without a server.

use super::{gated, push, stage_next, without_system};
use crate::support::{View, World, assert_stored};

#[test]
fn init_proposes_the_replay_where_a_server_exists() {
    let Some(world) = gated("off") else { return };
    world.remove("tidegate.toml");
    world.tidegate("init").passes().prints(&["replay every migration:  tidegate verify"]).done();
    let written = world.content("tidegate.toml");
    assert!(written.contains("\n[verify]\nat = \"pre-push\"\n"), "{written}");
    world.git(&["add", "."]);
    stage_next(&world);
    world.commit("next");
    push(&world, &["main"]).passes().prints(&["replayed 2 migrations of `main`"]).done();
}

#[test]
fn doctor_shows_where_and_when_migrations_are_replayed() {
    let Some(world) = gated("pre-push") else { return };
    world
        .tidegate("doctor")
        .passes()
        .prints(&["replays on PostgreSQL", "the pre-push hook replays what changed"])
        .done();
    let named = world.with("TIDEGATE_DATABASE_URL", "postgres://ada:secret@127.0.0.1:1/x");
    let ran = named.tidegate("doctor").passes().does_not_print(&["secret"]);
    ran.prints(&["replays on the server named by TIDEGATE_DATABASE_URL"]).done();
    world.file("tidegate.toml", "[replay]\nengine = \"url\"\n");
    world
        .tidegate("doctor")
        .passes()
        .prints(&["needs the address of a server", "no hook replays", "at = \"pre-push\""])
        .done();
    world.file("tidegate.toml", "[replay]\nengine = \"url\"\n[verify]\nat = \"pre-push\"\n");
    world.tidegate("doctor").exits(1).prints(&["needs the address of a server"]).done();
    world.file("tidegate.toml", "[replay]\nbefore = [\"gone.sql\"]\n");
    world.tidegate("doctor").exits(1).prints(&["nothing can be replayed", "gone.sql"]).done();
}

#[test]
fn try_shows_a_replay_and_a_drifted_schema_file() {
    let Some(world) = gated("off") else { return };
    // A server that the user names is not for samples.
    let view = world.with("TIDEGATE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    let ran = view.tidegate("try").passes();
    ran.prints(&[
        "duplicate-version",
        "replayed 4 staged migrations on PostgreSQL",
        "changed table public.orders",
        "$ tidegate verify --write --stage",
        "replayed 5 staged migrations on PostgreSQL",
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
    world.with("PATH", &nothing).with("TIDEGATE_TEST_ROOT", &nothing)
}

#[test]
fn without_a_server_no_result_is_claimed() {
    if cfg!(feature = "embedded") {
        // The embedded server is always available.
        return;
    }
    let Some(world) = gated("pre-commit") else { return };
    stage_next(&world);
    let stopped = with_nothing(&world).try_git(&["commit", "-q", "-m", "next"]).has_problems();
    assert_stored("hook-on-a-machine-without-server", &without_system(&stopped));
    with_nothing(&world).tidegate("doctor").exits(1).prints(&["nothing can be replayed here", "`apt install"]).done();
    world.remove("tidegate.toml");
    with_nothing(&world).tidegate("init").passes().does_not_print(&["tidegate verify"]).done();
    assert!(world.content("tidegate.toml").contains("\n# [verify]\n# at = \"pre-push\"\n"));
    let walked = with_nothing(&world).tidegate("try").passes();
    let walked = walked
        .prints(&["The commit is blocked, with the commands that fix it.", "Replay skipped: no usable PostgreSQL"]);
    walked.prints(&["`apt install postgresql`"]).does_not_print(&["$ tidegate verify"]).done();
}
