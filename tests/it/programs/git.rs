//! The program `git`, and what it looks for.

use super::places::{NEVER, Place};
use super::{Scene, link};
use crate::support::World;
use std::fs;

/// Other places of a `git` that a branch or another user can replace.
const PLACES: &[(&str, Place)] = &[
    ("a link to the working tree", |scene| {
        scene.programs(scene.inside("bin"));
        link(scene.inside("bin/git"), scene.outside("bin/git"));
        scene.path(&[scene.outside("bin")]);
    }),
    ("a link of the working tree to another program", |scene| {
        scene.program(scene.outside("other/rm"));
        link(scene.outside("other/rm"), scene.inside("bin/git"));
        scene.path(&[scene.inside("bin")]);
    }),
    ("programs of git", |scene| {
        let folder = scene.inside("libexec");
        for name in ["git-cat-file", "git-rev-parse", "git-config", "git-ls-files", "git"] {
            scene.program(folder.join(name));
        }
        scene.set("GIT_EXEC_PATH", folder);
    }),
];

#[test]
fn git_of_a_branch_is_not_started() {
    for (name, place) in NEVER.iter().chain(PLACES) {
        for format in ["sha1", "sha256"] {
            // libgit2 does not read the second one, so everything is asked of git.
            let mut scene = Scene::of(World::with_repository(&[&format!("--object-format={format}")]));
            place(&mut scene);
            scene.tidegate("check --all").passes().done();
            drop(scene.tidegate("doctor"));
            scene.tidegate("install --config").text();
            scene.tidegate("install --script").passes().done();
            scene.tidegate("uninstall").passes().done();
            scene.world.stage(&crate::support::migration(1, "b"), "create table public.b (id bigint primary key);\n");
            drop(scene.tidegate("check --fix"));
            assert!(scene.started().is_empty(), "{name}, {format}: {:#?}", scene.started());
        }
    }
}

#[test]
fn without_a_git_that_may_be_started_the_reason_is_reported() {
    let mut scene = Scene::new();
    let folder = scene.programs(scene.inside("bin"));
    scene.set("PATH", folder);
    let ran = scene.tidegate("install").exits(3);
    ran.prints(&["repo/bin/git is not used: it is inside the repository"]).done();
    assert!(scene.started().is_empty(), "{:#?}", scene.started());
}

#[test]
fn a_filter_is_not_looked_for_in_the_working_tree() {
    let mut scene = Scene::of(World::with_repository(&["--object-format=sha256"]));
    scene.world.git(&["config", "filter.x.clean", "locale"]);
    scene.world.file(".gitattributes", "*.sql filter=x\n");
    let folder = scene.programs(scene.inside("bin"));
    scene.path(&[folder]);
    drop(scene.tidegate("check --all"));
    drop(scene.tidegate("check --fix"));
    assert!(scene.started().is_empty(), "{:#?}", scene.started());
    assert!(fs::exists(scene.inside("bin/locale")).unwrap());
}

#[test]
fn a_repository_that_a_branch_brings_along_is_not_used() {
    let scene = Scene::new();
    let inner = scene.inside("vendor/lib");
    scene.world.git(&["init", "--quiet", "--bare", inner.to_str().expect("UTF-8")]);
    let program = scene.programs(scene.outside("bin")).join("locale");
    let settings = format!(
        "[core]\nbare = false\nworktree = .\nfsmonitor = {0}\nsshCommand = {0}\n[filter \"x\"]\nclean = {0}\n",
        program.display()
    );
    fs::write(inner.join("config"), settings).expect("settings");
    fs::write(inner.join(".gitattributes"), "* filter=x\n").expect("attributes");
    let migration = "supabase/migrations/20250101000000_a.sql";
    fs::create_dir_all(inner.join("supabase/migrations")).expect("a folder");
    fs::write(inner.join(migration), "select 1;\n").expect("a migration");
    for folder in [inner.clone(), inner.join("supabase"), inner.join("refs/heads")] {
        for command in ["check", "check --all", "verify --all", "doctor", "init", "install", "ci github", "trust"] {
            let ran = scene.world.from_folder(&folder).tidegate(command);
            ran.exits(2).prints(&["vendor/lib is inside another one", "GIT_DIR="]).done();
        }
    }
    assert!(scene.started().is_empty(), "{:#?}", scene.started());
    assert!(!inner.join("tidegate.toml").exists());
    // One that the user names, and the folder of a repository itself, are used.
    let git_dir = scene.inside(".git");
    scene
        .world
        .from_folder(&git_dir)
        .tidegate("check --from-ref HEAD --to-ref HEAD")
        .does_not_print(&["inside another"])
        .done();
    let named = scene.world.from_folder(&inner).with("GIT_DIR", &git_dir).tidegate("check");
    named.does_not_print(&["inside another"]).done();
}
