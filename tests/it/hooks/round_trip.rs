//! In and out again: what was there before is there after, byte for byte.

use super::{FOREIGN, world};
use crate::support::World;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

#[track_caller]
fn is_restored(world: &World) {
    let before = world.picture(".git");
    world.install().done();
    assert_ne!(world.picture(".git"), before);
    let installed = world.picture(".git");
    let again = world.install();
    assert_eq!(again.out.matches("already installed.").count(), 3, "{}", again.out);
    assert_eq!(world.picture(".git"), installed);
    world.tidegate("uninstall").passes().done();
    assert_eq!(world.picture(".git"), before);
    world.tidegate("uninstall").passes().prints(&["was not installed."]).done();
    assert_eq!(world.picture(".git"), before);
}

#[test]
fn a_foreign_hook_is_restored_with_its_unusual_mode() {
    let world = world();
    let hook = world.script(".git/hooks/pre-commit", FOREIGN);
    fs::set_permissions(hook, fs::Permissions::from_mode(0o751)).unwrap();
    is_restored(&world);
}

#[test]
fn a_symbolic_link_is_restored_and_never_written_through() {
    let world = world();
    let target = world.script("../shared hook", FOREIGN);
    symlink(&target, world.hook_path("pre-push")).unwrap();
    symlink("nowhere", world.hook_path("pre-commit")).unwrap();
    is_restored(&world);
    assert_eq!(fs::read_to_string(target).unwrap(), FOREIGN);
}

#[test]
fn a_created_hooks_folder_is_removed_again() {
    let world = world();
    fs::remove_dir(world.path(".git/hooks")).unwrap();
    is_restored(&world);
}

#[test]
fn samples_and_hooks_of_other_events_are_not_touched() {
    let world = world();
    world.script(".git/hooks/pre-commit.sample", "sample");
    world.script(".git/hooks/commit-msg", FOREIGN);
    is_restored(&world);
}

#[test]
fn output_of_install_and_uninstall() {
    let world = world();
    world.script(".git/hooks/pre-commit", FOREIGN);
    world.file(".git/hooks/pre-push", FOREIGN);
    insta::assert_snapshot!(world.install().masked(), @r"
    Git hooks in .git/hooks:
      pre-commit        installed; the existing hook still runs first (kept as .git/hooks.before-tidegate/pre-commit).
      pre-merge-commit  installed.
      pre-push          installed; the existing hook is not executable and still does not run (kept as .git/hooks.before-tidegate/pre-push).
    ");
    let taken = world.tidegate("uninstall").passes();
    insta::assert_snapshot!(taken.masked(), @r"
    Git hooks:
      pre-commit        uninstalled; the previous hook is restored.
      pre-merge-commit  uninstalled.
      pre-push          uninstalled; the previous hook is restored.
    ");
}

#[test]
fn only_requested_hooks_are_installed() {
    let world = world();
    world.tidegate("install --script --hook pre-push --hook pre-push").passes().done();
    assert_eq!(fs::read_dir(world.path(".git/hooks")).unwrap().count(), 1);
    world.tidegate("install --hook post-index-change").exits(2).prints(&["pre-merge-commit"]).done();
}

#[test]
fn an_older_version_and_an_older_path_are_brought_up_to_date() {
    let world = world();
    world.script(".git/hooks/pre-commit", FOREIGN);
    world.install().done();
    let current = fs::read_to_string(world.hook_path("pre-commit")).unwrap();
    let path = world.root().join("it's a bin/tidegate").to_string_lossy().replace('\'', r"'\''");
    assert!(current.contains(&format!("\ninstalled='{path}'\n")), "{current}");
    let older = |text: String| {
        world.script(".git/hooks/pre-commit", &text);
        world.install().prints(&["pre-commit        updated."]).done();
        assert_eq!(fs::read_to_string(world.hook_path("pre-commit")).unwrap(), current);
        assert_eq!(fs::read_to_string(world.hook_path("../hooks.before-tidegate/pre-commit")).unwrap(), FOREIGN);
    };
    older(current.replace("# version: 1\n", "# version: 0\n").replace("exec ", "exec  "));
    older(current.replace(&format!("installed='{path}'"), "installed='/gone/1.0/tidegate'"));
    let newer = current.replace("# version: 1\n", "# version: 99\n");
    world.script(".git/hooks/pre-commit", &newer);
    world.install().prints(&["skipped: version 99 is from a newer tidegate."]).done();
    assert_eq!(fs::read_to_string(world.hook_path("pre-commit")).unwrap(), newer);
}

#[test]
fn a_hook_that_lost_its_mode_is_made_executable_again() {
    let world = world();
    world.install().done();
    fs::set_permissions(world.hook_path("pre-commit"), fs::Permissions::from_mode(0o644)).unwrap();
    world.install().prints(&["updated."]).done();
    assert_eq!(world.hook_path("pre-commit").metadata().unwrap().permissions().mode() & 0o111, 0o111);
}

#[test]
fn a_shared_repository_gets_hooks_its_group_can_change() {
    let world = world();
    world.git(&["config", "core.sharedRepository", "group"]);
    world.install().done();
    assert_eq!(world.hook_path("pre-commit").metadata().unwrap().permissions().mode() & 0o770, 0o770);
}

#[test]
fn a_partial_failure_changes_nothing() {
    let world = world();
    world.script(".git/hooks/pre-commit", FOREIGN);
    // The last of the three cannot be kept: something else is kept there.
    world.script(".git/hooks/pre-push", FOREIGN);
    world.script(".git/hooks.before-tidegate/pre-push", "another");
    let before = world.picture(".git");
    let failed = world.tidegate("install --script").exits(2);
    assert_eq!(world.picture(".git"), before);
    insta::assert_snapshot!(failed.masked(), @r"
    error: cannot keep [TEMP]/repo/.git/hooks/pre-push as [TEMP]/repo/.git/hooks.before-tidegate/pre-push, because another hook was kept there
      help: compare both, keep in [TEMP]/repo/.git/hooks/pre-push what you want to run, and remove [TEMP]/repo/.git/hooks.before-tidegate/pre-push
    ");
}

#[test]
fn a_hooks_folder_that_cannot_be_written_is_reported_with_a_remedy() {
    let world = world();
    fs::remove_dir(world.path(".git/hooks")).unwrap();
    world.file(".git/hooks", "a file");
    let failed = world.tidegate("install --script").exits(3);
    insta::assert_snapshot!(failed.masked(), @r"
    error: cannot write [TEMP]/repo/.git/hooks: not a directory
      help: nothing was changed; make the hooks folder writable (`chmod u+w`), or a folder if it is a file, and try again
    ");
    assert_eq!(fs::read_to_string(world.path(".git/hooks")).unwrap(), "a file");
}

#[test]
fn a_read_only_hooks_folder_is_named_with_what_to_do() {
    let world = world();
    fs::set_permissions(world.path(".git/hooks"), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write everywhere; there is nothing to see then.
    if fs::write(world.hook_path("probe"), "").is_ok() {
        return;
    }
    world.tidegate("install --script").exits(3).prints(&[".git/hooks: permission denied"]).done();
    fs::set_permissions(world.path(".git/hooks"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_hook_that_replaced_tidegates_is_not_changed() {
    let world = world();
    world.script(".git/hooks/pre-commit", FOREIGN);
    world.install().done();
    world.script(".git/hooks/pre-commit", "#!/bin/sh\n# another\n");
    world.tidegate("uninstall").passes().prints(&["another hook has replaced it"]).done();
    assert_eq!(fs::read_to_string(world.hook_path("pre-commit")).unwrap(), "#!/bin/sh\n# another\n");
    assert_eq!(fs::read_to_string(world.hook_path("../hooks.before-tidegate/pre-commit")).unwrap(), FOREIGN);
}

#[test]
fn outside_a_repository_nothing_is_installed() {
    let world = world();
    world.from_folder("../home").tidegate("install").exits(2).prints(&["not in a git repository"]).done();
}
