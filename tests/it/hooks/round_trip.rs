//! In and out again: what was there before is there after, byte for byte.

use super::{FOREIGN, World, shown, stdout};
use predicates::str::contains;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

#[track_caller]
fn comes_back(world: &World) {
    let before = world.picture("repo/.git");
    world.install();
    assert_ne!(world.picture("repo/.git"), before);
    let installed = world.picture("repo/.git");
    let again = world.install();
    assert_eq!(stdout(&again).matches("already installed.").count(), 3, "{}", stdout(&again));
    assert_eq!(world.picture("repo/.git"), installed);
    world.tidegate(&["uninstall"]).success();
    assert_eq!(world.picture("repo/.git"), before);
    world.tidegate(&["uninstall"]).success().stdout(contains("was not installed."));
    assert_eq!(world.picture("repo/.git"), before);
}

#[test]
fn a_foreign_hook_comes_back_with_its_odd_mode() {
    let world = World::new();
    let hook = world.script("repo/.git/hooks/pre-commit", FOREIGN);
    fs::set_permissions(hook, fs::Permissions::from_mode(0o751)).unwrap();
    comes_back(&world);
}

#[test]
fn a_link_comes_back_as_a_link_and_is_never_written_through() {
    let world = World::new();
    let target = world.script("shared hook", FOREIGN);
    symlink(&target, world.hook("pre-push")).unwrap();
    symlink("nowhere", world.hook("pre-commit")).unwrap();
    comes_back(&world);
    assert_eq!(fs::read_to_string(target).unwrap(), FOREIGN);
}

#[test]
fn a_repository_without_a_hooks_folder_has_none_again() {
    let world = World::new();
    fs::remove_dir(world.at("repo/.git/hooks")).unwrap();
    comes_back(&world);
}

#[test]
fn samples_and_hooks_of_other_events_are_left_alone() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-commit.sample", "sample");
    world.script("repo/.git/hooks/commit-msg", FOREIGN);
    comes_back(&world);
}

#[test]
fn what_is_said_on_the_way() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-commit", FOREIGN);
    world.write("repo/.git/hooks/pre-push", FOREIGN);
    insta::assert_snapshot!(shown(&world, world.install().get_output()), @r"
    Git hooks in .git/hooks:
      pre-commit        installed; the hook that was there still runs first (kept as .git/hooks/pre-commit.before-tidegate).
      pre-merge-commit  installed.
      pre-push          installed; the hook that was there is not executable and is still not run (kept as .git/hooks/pre-push.before-tidegate).
    ");
    let taken = world.tidegate(&["uninstall"]).success();
    insta::assert_snapshot!(shown(&world, taken.get_output()), @r"
    Git hooks:
      pre-commit        removed; the hook that was there before is back.
      pre-merge-commit  removed.
      pre-push          removed; the hook that was there before is back.
    ");
}

#[test]
fn only_the_hooks_asked_for_are_put_in() {
    let world = World::new();
    world.tidegate(&["install", "--script", "--hook", "pre-push", "--hook", "pre-push"]).success();
    assert_eq!(fs::read_dir(world.at("repo/.git/hooks")).unwrap().count(), 1);
    world.tidegate(&["install", "--hook", "commit-msg"]).code(2).stderr(contains("pre-merge-commit"));
}

#[test]
fn an_older_version_and_an_older_path_are_brought_up_to_date() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-commit", FOREIGN);
    world.install();
    let current = fs::read_to_string(world.hook("pre-commit")).unwrap();
    let path = world.at("it's a bin/tidegate").to_string_lossy().replace('\'', r"'\''");
    assert!(current.contains(&format!("\ninstalled='{path}'\n")), "{current}");
    let older = |text: String| {
        world.script("repo/.git/hooks/pre-commit", &text);
        world.install().stdout(contains("pre-commit        brought up to date."));
        assert_eq!(fs::read_to_string(world.hook("pre-commit")).unwrap(), current);
        assert_eq!(fs::read_to_string(world.hook("pre-commit.before-tidegate")).unwrap(), FOREIGN);
    };
    older(current.replace("# version: 1\n", "# version: 0\n").replace("exec ", "exec  "));
    older(current.replace(&format!("installed='{path}'"), "installed='/gone/1.0/tidegate'"));
    let newer = current.replace("# version: 1\n", "# version: 99\n");
    world.script("repo/.git/hooks/pre-commit", &newer);
    world.install().stdout(contains("left alone: version 99 is from a newer tidegate."));
    assert_eq!(fs::read_to_string(world.hook("pre-commit")).unwrap(), newer);
}

#[test]
fn a_hook_that_lost_its_mode_gets_it_back() {
    let world = World::new();
    world.install();
    fs::set_permissions(world.hook("pre-commit"), fs::Permissions::from_mode(0o644)).unwrap();
    world.install().stdout(contains("brought up to date."));
    assert_eq!(world.hook("pre-commit").metadata().unwrap().permissions().mode() & 0o111, 0o111);
}

#[test]
fn a_shared_repository_gets_hooks_its_group_can_change() {
    let world = World::new();
    world.git(&["config", "core.sharedRepository", "group"]).success();
    world.install();
    assert_eq!(world.hook("pre-commit").metadata().unwrap().permissions().mode() & 0o770, 0o770);
}

#[test]
fn half_a_failure_leaves_everything_as_before() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-commit", FOREIGN);
    // The last of the three cannot be kept: something else is kept there.
    world.script("repo/.git/hooks/pre-push", FOREIGN);
    world.script("repo/.git/hooks/pre-push.before-tidegate", "another");
    let before = world.picture("repo/.git");
    let failed = world.tidegate(&["install", "--script"]).code(2);
    assert_eq!(world.picture("repo/.git"), before);
    insta::assert_snapshot!(shown(&world, failed.get_output()), @r"
    error: cannot keep [TEMP]/repo/.git/hooks/pre-push as [TEMP]/repo/.git/hooks/pre-push.before-tidegate, because another hook was kept there
      help: look at both, keep in [TEMP]/repo/.git/hooks/pre-push what you want to run, and remove [TEMP]/repo/.git/hooks/pre-push.before-tidegate
    ");
}

#[test]
fn a_hooks_folder_that_cannot_be_written_is_named_with_what_to_do() {
    let world = World::new();
    fs::remove_dir(world.at("repo/.git/hooks")).unwrap();
    world.write("repo/.git/hooks", "a file");
    let failed = world.tidegate(&["install", "--script"]).code(3);
    insta::assert_snapshot!(shown(&world, failed.get_output()), @r"
    error: cannot write [TEMP]/repo/.git/hooks: not a directory
      help: nothing was changed; make the hooks folder writable (`chmod u+w`), or a folder if it is a file, and try again
    ");
    assert_eq!(fs::read_to_string(world.at("repo/.git/hooks")).unwrap(), "a file");
}

#[test]
fn a_read_only_hooks_folder_is_named_with_what_to_do() {
    let world = World::new();
    fs::set_permissions(world.at("repo/.git/hooks"), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write everywhere; there is nothing to see then.
    if fs::write(world.hook("probe"), "").is_ok() {
        return;
    }
    world.tidegate(&["install", "--script"]).code(3).stderr(contains(".git/hooks: permission denied"));
    fs::set_permissions(world.at("repo/.git/hooks"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_hook_that_took_our_place_is_not_touched() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-commit", FOREIGN);
    world.install();
    world.script("repo/.git/hooks/pre-commit", "#!/bin/sh\n# newcomer\n");
    world.tidegate(&["uninstall"]).success().stdout(contains("another hook has taken its place"));
    assert_eq!(fs::read_to_string(world.hook("pre-commit")).unwrap(), "#!/bin/sh\n# newcomer\n");
    assert_eq!(fs::read_to_string(world.hook("pre-commit.before-tidegate")).unwrap(), FOREIGN);
}

#[test]
fn outside_a_repository_nothing_is_done() {
    let world = World::new();
    world.tidegate_in("home", &["install"]).code(2).stderr(contains("not in a git repository"));
}
