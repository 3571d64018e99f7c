//! Files that a command writes are whole after any kill, and the next run leaves nothing beside them.

use crate::support::{GOOD, World, kill_everywhere, migration};

#[test]
fn a_killed_command_leaves_no_part_of_a_new_file() {
    let world = World::new();
    world.stage(&migration(5, "first"), GOOD).commit("first");
    let files = || world.git(&["ls-files", "--others"]);
    for (arguments, path) in [(&["init"][..], "tidegate.toml"), (&["new", "next"], ""), (&["ci", "github"], "")] {
        world.tidegate(&arguments.join(" ")).passes().done();
        let path = if path.is_empty() { files().trim().to_owned() } else { path.to_owned() };
        let whole = world.content(&path);
        let remove = || world.git(&["clean", "--quiet", "--force", "-d"]);
        remove();
        kill_everywhere(&world, arguments, || {
            let found = files();
            assert!(found.is_empty() || found.trim() == path, "{found}");
            assert!(found.is_empty() || world.content(&path) == whole, "{path}: {}", world.content(&path));
            remove();
            world.tidegate(&arguments.join(" ")).passes().done();
            assert_eq!(world.content(&path), whole);
            remove();
            let left = std::fs::read_dir(world.path(".git/tidegate")).into_iter().flatten();
            let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).filter(|name| name != "trust").collect();
            assert!(left.is_empty(), "{left:?}");
        });
    }
}

#[test]
fn a_new_file_never_replaces_another() {
    let world = World::new();
    world.stage(&migration(5, "first"), GOOD).commit("first");
    world.file(".git/tidegate/file.new", "left by a killed process");
    world.file("tidegate.toml", "preset = \"strict\"\n").tidegate("init").exits(2).done();
    assert_eq!(world.content("tidegate.toml"), "preset = \"strict\"\n");
    world.remove("tidegate.toml").tidegate("init").passes().done();
    assert!(!world.path(".git/tidegate/file.new").exists() && world.content("tidegate.toml").contains("tidegate"));
}
