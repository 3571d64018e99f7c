//! The file of agreements: whose it is, and what does not count as one.

use super::{ON, commit, installed, is_refused, is_tried, stage_migration};
use crate::support::tidegate_binary;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};

#[test]
fn the_notes_are_private_and_go_with_the_hooks() {
    let world = installed();
    let notes = world.path(".git/tidegate/trust");
    assert_eq!(fs::metadata(&notes).unwrap().permissions().mode() & 0o777, 0o600);
    world.stage("tidegate.toml", ON).tidegate("trust").passes().done();
    assert_eq!(fs::metadata(&notes).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_to_string(&notes).unwrap().lines().filter(|line| line.len() == 64).count(), 1);
    assert_eq!(fs::read_dir(world.path(".git/tidegate")).unwrap().count(), 1, "nothing is left beside them");
    world.tidegate("uninstall").passes().done();
    assert!(!notes.exists());
}

#[test]
fn notes_that_another_user_may_have_written_do_not_count() {
    let world = installed();
    world.branch("feature").stage("tidegate.toml", ON).tidegate("trust").passes().done();
    stage_migration(&world, 6);
    is_tried(commit(&world));
    let notes = world.path(".git/tidegate/trust");
    let set_mode = |mode: u32| fs::set_permissions(&notes, Permissions::from_mode(mode)).unwrap();
    for mode in [0o620, 0o602, 0o666] {
        set_mode(mode);
        is_refused(commit(&world));
    }
    set_mode(0o600);
    let elsewhere = world.root().join("notes");
    fs::rename(&notes, &elsewhere).unwrap();
    symlink(&elsewhere, &notes).unwrap();
    is_refused(commit(&world));
    fs::remove_file(&notes).unwrap();
    fs::create_dir(&notes).unwrap();
    is_refused(commit(&world));
    fs::remove_dir(&notes).unwrap();
    let zeros = "0".repeat(64);
    for content in ["", "garbage\n", "\0\0", zeros.as_str(), "* \n"] {
        fs::write(&notes, content).unwrap();
        is_refused(commit(&world));
    }
    // Agreeing again replaces what is damaged.
    world.tidegate("trust").passes().done();
    is_tried(commit(&world));
}

#[test]
fn the_notes_are_bounded() {
    let world = installed();
    let notes = world.path(".git/tidegate/trust");
    let many: String = (0..5000).map(|number| format!("{number:064x}\n")).collect();
    fs::write(&notes, &many).unwrap();
    world.stage("tidegate.toml", ON);
    stage_migration(&world, 6);
    is_refused(commit(&world));
    fs::write(&notes, &many[..65 * 3000]).unwrap();
    world.tidegate("trust").passes().done();
    let kept = fs::read_to_string(&notes).unwrap();
    assert_eq!(kept.lines().filter(|line| line.len() == 64).count(), 2000);
    is_tried(commit(&world));
}

#[test]
fn notes_that_cannot_be_written_are_an_error() {
    let world = installed();
    fs::remove_dir_all(world.path(".git/tidegate")).unwrap();
    fs::write(world.path(".git/tidegate"), "in the way").unwrap();
    world.stage("tidegate.toml", ON).tidegate("trust").exits(3).prints(&["cannot write", "trust"]).done();
    stage_migration(&world, 6);
    is_refused(commit(&world));
}

#[test]
fn agreements_at_the_same_time_are_all_noted() {
    let world = installed();
    let names: Vec<String> = (1..=8).map(|number| format!("settings-{number}")).collect();
    for (name, number) in names.iter().zip(1..) {
        world
            .branch(name)
            .stage("tidegate.toml", format!("{ON}[replay]\nextensions = [\"e{number}\"]\n"))
            .commit("on")
            .switch("main");
    }
    let runs: Vec<_> = names
        .iter()
        .map(|name| world.from_folder("").command(tidegate_binary()).args(["trust", "--to-ref", name]).spawn().unwrap())
        .collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    let notes = fs::read_to_string(world.path(".git/tidegate/trust")).unwrap();
    assert_eq!(notes.lines().filter(|line| line.len() == 64).count(), names.len());
    assert_eq!(fs::read_dir(world.path(".git/tidegate")).unwrap().count(), 1);
}

#[test]
fn what_a_killed_process_left_is_not_in_the_way() {
    let world = installed();
    world.stage("tidegate.toml", ON);
    for left in ["part", ""] {
        world.file(".git/tidegate/trust.new", left).file(".git/tidegate/lock", "");
        world.tidegate("trust").passes().done();
        world.tidegate("trust --revoke").passes().done();
        assert!(!world.path(".git/tidegate").exists());
    }
}
