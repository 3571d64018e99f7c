//! Hooks of tidegate that were changed after they were installed.

use super::world_with_git_2_54;

#[test]
fn doctor_reports_a_hook_that_was_changed() {
    let changed = "the hook is not the one that was installed";
    let world = world_with_git_2_54();
    world.tidegate("install --config").passes().done();
    world.tidegate("doctor").passes().does_not_print(&[changed]).done();
    let command = world.git(&["config", "hook.tidegate-pre-commit.command"]);
    for other in ["true".to_owned(), format!("true\n{command}"), format!("{command}\ntrue")] {
        world.git(&["config", "hook.tidegate-pre-commit.command", &other]);
        world.tidegate("doctor").exits(1).prints(&["pre-commit: the hook is", changed, "`tidegate install"]).done();
    }
    world.tidegate("install --config").passes().done();
    world.tidegate("doctor").passes().does_not_print(&[changed]).done();

    // A script, which newer versions of git do not get.
    let plain = super::world();
    plain.tidegate("install").passes().done();
    if !plain.path(".git/hooks/pre-commit").is_file() {
        return;
    }
    let hook = plain.content(".git/hooks/pre-commit");
    plain.script(".git/hooks/pre-commit", &hook.replacen('\n', "\nexit 0\n", 1));
    plain.tidegate("doctor").exits(1).prints(&["pre-commit: the hook is", changed]).done();
    plain.tidegate("install").passes().done();
    plain.tidegate("doctor").does_not_print(&[changed]).done();
}
