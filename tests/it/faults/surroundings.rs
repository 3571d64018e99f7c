//! A machine that has less than is usual.

use super::{FIRST, SECOND, TABLE, left_in, world};
use crate::support::{CommandResult, Mount, World, assert_stored, tidegate_binary};
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn without_a_server_the_help_shows_how_to_get_one() {
    let world = World::new();
    world.stage(FIRST, TABLE);
    let nothing = world.root().join("nothing");
    fs::create_dir(&nothing).unwrap();
    let ran = |world: &World| {
        let world = world.with("PATH", &nothing).with("TIDEGATE_TEST_ROOT", &nothing);
        world.with("TIDEGATE_CACHE_DIR", nothing.join("cache")).tidegate("verify --engine local")
    };
    let printed = ran(&world).exits(3).prints(&["no usable PostgreSQL server", "apt install postgresql"]).text();
    // With embedded Postgres there is one more remedy.
    if cfg!(not(feature = "embedded")) {
        assert_stored("verify-no-server", &printed);
    }
    // A server that does not start is reported with the reason.
    let bin = nothing.join("usr/lib/postgresql/15/bin");
    fs::create_dir_all(&bin).unwrap();
    for name in ["postgres", "initdb"] {
        fs::write(bin.join(name), "#!/bin/sh\necho 'libpq.so.5: no such file' >&2\nexit 127\n").unwrap();
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    ran(&world).exits(3).prints(&["no usable PostgreSQL server", "libpq.so.5: no such file"]).done();
    assert!(!nothing.join("cache").exists(), "nothing is made for it");
}

#[test]
fn a_small_stack_is_enough() {
    let world = World::new();
    world.stage(FIRST, TABLE).stage(SECOND, "create view public.v as select 1 as a;\n");
    for kilobytes in [100, 200, 1000] {
        let mut command = world.from_folder("").command("/bin/sh");
        let script = format!("ulimit -s {kilobytes} && exec {} check --all", tidegate_binary());
        let ran = CommandResult::from(command.arg("-c").arg(script).output().unwrap());
        assert!(matches!(ran.code, Some(0 | 1)), "{kilobytes}: {ran}");
        assert!(!ran.text().contains("overflowed"), "{kilobytes}: {ran}");
    }
}

#[test]
fn a_missing_server_is_reported_although_its_verdict_is_cached() {
    let Some(world) = world() else { return };
    world.tidegate("verify").passes().done();
    let nothing = world.root().join("nothing");
    let world = world.with("PATH", &nothing).with("TIDEGATE_TEST_ROOT", &nothing);
    world.tidegate("verify --engine local").exits(3).done();
}

#[test]
fn an_unwritable_cache_folder_only_costs_time() {
    let Some(world) = world() else { return };
    let folder = world.root().join("read-only");
    let _mounted = Mount::new(&folder, "ro,size=1m");
    if _mounted.is_none() {
        // Root writes here anyway, and then this is a run like others.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    }
    let first = world.with("TIDEGATE_CACHE_DIR", &folder).tidegate("verify").passes();
    let second = world.with("TIDEGATE_CACHE_DIR", &folder).tidegate("verify").passes();
    assert_eq!(first.text(), second.text());
    if _mounted.is_some() {
        first.prints(&["Read-only file system", "using the cluster in"]).done();
        assert_eq!(left_in(&folder), [""; 0]);
        let kept = left_in(&world.root().join("tmp"));
        // Root has another user run the server, and a folder for each.
        assert!(!kept.is_empty() && kept.iter().all(|name| name.starts_with("tidegate-")), "{kept:?}");
    }
    world.stage(SECOND, "broken");
    world.with("TIDEGATE_CACHE_DIR", &folder).tidegate("verify").has_problems().done();
}

#[test]
fn works_without_a_home_and_with_a_long_path_to_it() {
    let Some(world) = world() else { return };
    let far = world.root().join("a long name ".repeat(10)).join("and another é ".repeat(10));
    fs::create_dir_all(&far).unwrap();
    let run = |home: Option<&std::path::Path>| {
        let mut command = world.from_folder("").command(tidegate_binary());
        command.args(["verify", "--engine", "local"]).env_remove("TIDEGATE_CACHE_DIR");
        command.env_remove("HOME").env_remove("USERPROFILE");
        // Clusters of root may lie in a folder of the system; here it is one of the test's own.
        let bin =
            tidegate::postgres::find(&tidegate::postgres::Environment::read().unwrap(), None).usable.remove(0).bin;
        command.env("PATH", bin).env("TIDEGATE_TEST_ROOT", world.root().join("system"));
        command.envs(home.map(|home| ("HOME", home)));
        CommandResult::from(command.output().unwrap())
    };
    let first = run(None).passes();
    assert_eq!(run(None).passes().text(), first.text());
    let ran = run(Some(&far)).passes();
    assert!(far.join(".cache/tidegate/postgres").exists() || far.join("Library/Caches/tidegate/postgres").exists());
    assert_eq!(run(Some(&far)).text(), ran.text());
    world.stage(SECOND, "broken");
    run(None).has_problems().done();
    run(Some(&far)).has_problems().done();
}
