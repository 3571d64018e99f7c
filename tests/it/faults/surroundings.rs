//! A machine that has less than is usual.

use super::{FIRST, Mounted, SECOND, TABLE, ground, left_in};
use crate::scene::assert_stored;
use crate::world::World;
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn without_a_server_the_ways_to_one_are_told() {
    let world = World::new();
    world.stage(FIRST, TABLE);
    let nothing = world.root().join("nothing");
    fs::create_dir(&nothing).unwrap();
    let ran = |world: &World| {
        let world = world.with("PATH", &nothing).with("TIDEGATE_TEST_ROOT", &nothing);
        world.with("TIDEGATE_CACHE_DIR", nothing.join("cache")).tidegate("verify --engine local")
    };
    let told = ran(&world).exits(3).says(&["no usable PostgreSQL server", "apt install postgresql"]).text();
    // With a server inside there is one more way.
    if cfg!(not(feature = "embedded")) {
        assert_stored("verify-no-server", &told);
    }
    // One that does not start is told, and why.
    let bin = nothing.join("usr/lib/postgresql/15/bin");
    fs::create_dir_all(&bin).unwrap();
    for name in ["postgres", "initdb"] {
        fs::write(bin.join(name), "#!/bin/sh\necho 'libpq.so.5: no such file' >&2\nexit 127\n").unwrap();
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    ran(&world).exits(3).says(&["no usable PostgreSQL server", "libpq.so.5: no such file"]).done();
    assert!(!nothing.join("cache").exists(), "nothing is made for it");
}

#[test]
fn a_server_that_is_gone_is_missed_although_its_verdict_is_remembered() {
    let Some(ground) = ground() else { return };
    ground.verify("").passes().done();
    let nothing = ground.root().join("nothing");
    let world = ground.world.with("PATH", &nothing).with("TIDEGATE_TEST_ROOT", &nothing);
    world.with("TIDEGATE_CACHE_DIR", ground.cache()).tidegate("verify --engine local").exits(3).done();
}

#[test]
fn a_cache_folder_that_cannot_be_written_costs_time_and_nothing_else() {
    let Some(ground) = ground() else { return };
    let folder = ground.root().join("read-only");
    let _mounted = Mounted::at(&folder, "ro,size=1m");
    if _mounted.is_none() {
        // Root writes here all the same, and then this is a run like others.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    }
    let first = ground.with_cache(&folder, "").passes();
    let second = ground.with_cache(&folder, "").passes();
    assert_eq!(first.text(), second.text());
    if _mounted.is_some() {
        first.says(&["Read-only file system", "using the cluster in"]).done();
        assert_eq!(left_in(&folder), [""; 0]);
        let kept = left_in(&ground.root().join("tmp"));
        // Root has another user run the server, and a folder for each.
        assert!(!kept.is_empty() && kept.iter().all(|name| name.starts_with("tidegate-")), "{kept:?}");
    }
    ground.world.stage(SECOND, "broken");
    ground.with_cache(&folder, "").is_stopped().done();
}

#[test]
fn a_home_that_is_missing_or_far_away_is_no_obstacle() {
    let Some(ground) = ground() else { return };
    let far = ground.root().join("a long name ".repeat(10)).join("and another é ".repeat(10));
    fs::create_dir_all(&far).unwrap();
    let temporary = ground.root().join("tmp");
    let run = |home: Option<&std::path::Path>| {
        let world = ground.world.with("TMPDIR", &temporary);
        let mut command = world.command(crate::world::tidegate_binary());
        command.env_remove("HOME").env_remove("USERPROFILE").args(["verify", "--engine", "local"]);
        // Clusters of root may lie in a folder of the system; here it is one of the test's own.
        let bin =
            tidegate::postgres::find(&tidegate::postgres::Environment::read().unwrap(), None).usable.remove(0).bin;
        command.env("PATH", bin).env("TIDEGATE_TEST_ROOT", ground.root().join("system"));
        command.envs(home.map(|home| ("HOME", home)));
        crate::world::Ran::from(command.output().unwrap())
    };
    let first = run(None).passes();
    assert_eq!(run(None).passes().text(), first.text());
    let ran = run(Some(&far)).passes();
    assert!(far.join(".cache/tidegate/postgres").exists() || far.join("Library/Caches/tidegate/postgres").exists());
    assert_eq!(run(Some(&far)).text(), ran.text());
    ground.world.stage(SECOND, "broken");
    run(None).is_stopped().done();
    run(Some(&far)).is_stopped().done();
}
