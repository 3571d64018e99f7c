//! The program that an installed hook runs.

use super::{Scene, git, link};
use crate::support::{git_version, print_skipped, tidegate_binary};
use std::fs;
use std::path::Path;

/// A scene with hooks that name a program which no longer exists, and one of the user on PATH.
fn scene(form: &str) -> Scene {
    let mut scene = Scene::new();
    let own = scene.outside("own");
    link(tidegate_binary(), own.join("tidegate"));
    scene.path(&[&own]);
    scene.view().run(own.join("tidegate").to_str().unwrap(), &["install", form]).passes().done();
    scene
}

fn commit(scene: &Scene) -> crate::support::CommandResult {
    scene.view().run(git().to_str().unwrap(), &["commit", "-q", "--allow-empty", "-m", "x"])
}

#[test]
fn a_hook_does_not_run_a_tidegate_of_the_working_tree() {
    for form in ["--script", "--config"] {
        if form == "--config" && git_version() < (2, 54) && !print_skipped("a hook in the configuration needs git 2.54")
        {
            continue;
        }
        let mut scene = scene(form);
        commit(&scene).passes().done();
        fs::remove_file(scene.outside("own/tidegate")).unwrap();
        scene.programs(scene.inside(""));
        scene.programs(scene.inside("node_modules/.bin"));
        link(scene.inside("node_modules/.bin"), scene.outside("link"));
        let folders = [".".into(), "".into(), scene.inside("node_modules/.bin"), scene.outside("link")];
        scene.path(&folders);
        commit(&scene).has_problems().prints(&["not on PATH outside this working tree"]).done();
        assert!(scene.started().is_empty(), "{:#?}", scene.started());
        // One of the user, further back, is found.
        scene.script(scene.outside("other/tidegate"), "exit 0");
        scene.path(&[folders.to_vec(), vec![scene.outside("other")]].concat());
        commit(&scene).passes().done();
        assert_eq!(scene.started().len(), 1, "{:#?}", scene.started());
    }
}

#[test]
fn a_link_of_the_working_tree_is_not_written_into_a_hook() {
    let mut scene = Scene::new();
    link(tidegate_binary(), scene.inside("bin/tidegate"));
    scene.path(&[scene.inside("bin")]);
    scene.tidegate("install --script").passes().done();
    let hook = scene.world.content(".git/hooks/pre-commit");
    assert!(hook.contains(&format!("installed='{}'", tidegate_binary())), "{hook}");
}

#[test]
fn a_program_in_the_repository_is_installed_with_a_note() {
    let scene = Scene::new();
    let own = scene.inside(".venv/bin/tidegate");
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    fs::copy(tidegate_binary(), &own).unwrap();
    let run = |arguments: &[&str]| scene.view().run(own.to_str().unwrap(), arguments).passes();
    run(&["install", "--script"]).prints(&["which is inside this repository: a branch"]).done();
    run(&["uninstall"]).does_not_print(&["inside this repository"]).done();
}

#[test]
fn a_hook_looks_for_no_tool_in_the_working_tree() {
    let mut scene = Scene::new();
    scene.world.publish();
    for event in ["pre-commit", "pre-push"] {
        let kept = scene.inside(&format!(".git/hooks/{event}"));
        fs::create_dir_all(kept.parent().unwrap()).unwrap();
        fs::write(&kept, "#!/bin/sh\nexit 0\n").unwrap();
        super::mode(&kept, 0o755);
    }
    scene.tidegate("install --script").passes().done();
    // A hook manager that was installed later calls the scripts by another name.
    let renamed = scene.inside(".git/hooks/pre-commit.old");
    fs::copy(scene.inside(".git/hooks/pre-commit"), &renamed).unwrap();
    let folder = scene.programs(scene.inside(""));
    scene.path(&[Path::new("."), Path::new(""), &folder]);
    commit(&scene).passes().done();
    scene.view().run(renamed.to_str().unwrap(), &[""; 0]).passes().done();
    let push = ["push", "-q", "origin", "main"];
    scene.view().run(git().to_str().unwrap(), &push).passes().done();
    assert!(scene.started().is_empty(), "{:#?}", scene.started());
}
