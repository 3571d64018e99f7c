//! Settings files that are links, or no files at all.

use crate::support::{CommandResult, GOOD, World, migration};
use std::os::unix::fs::symlink;

const SECRET: &str = "TOKEN_a1b2c3 = \"secret\"\n";

/// Every command that reads settings.
const COMMANDS: [&str; 12] = [
    "check",
    "check --all",
    "check --config tidegate.toml",
    "check --config ./supabase/../tidegate.toml",
    "run pre-commit",
    "verify",
    "verify --all",
    "doctor",
    "new some thing",
    "ci github",
    "trust",
    "install --script",
];

fn world() -> World {
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD).commit("first").stage(&migration(5, "second"), GOOD);
    std::fs::write(world.root().join("secret"), SECRET).unwrap();
    world.file(".git/secret", SECRET).file("untracked/secret", SECRET);
    world
}

#[track_caller]
fn is_refused(ran: CommandResult) {
    let ran = ran.exits(2).prints(&["tidegate.toml", "help: "]);
    ran.does_not_print(&["TOKEN", "a1b2c3", "secret\""]).done();
}

/// The targets of a link, from the folder of the settings file up to the top, that are refused.
fn targets(world: &World, up: &str) -> Vec<String> {
    let secret = world.root().join("secret").display().to_string();
    let own = world.path("untracked/secret").display().to_string();
    let relative = ["../secret", ".git/secret", ".GIT/secret", "untracked/../../secret", "untracked/../.git/secret"];
    let others =
        [".git/config", "untracked", ".", "no/such", "tidegate.toml", "behind/secret", "supabase/../behind/secret"];
    let relative = relative.iter().chain(&others).map(|target| format!("{up}{target}"));
    [secret, own, "/dev/zero".to_owned(), "/etc/passwd".to_owned(), "/proc/self/environ".to_owned()]
        .into_iter()
        .chain(relative)
        .collect()
}

#[test]
fn a_link_out_of_the_repository_is_refused_unread() {
    let world = world();
    symlink(world.root(), world.path("behind")).unwrap();
    for target in targets(&world, "") {
        symlink(&target, world.path("tidegate.toml")).unwrap();
        for command in COMMANDS {
            is_refused(world.tidegate(command));
        }
        world.remove("tidegate.toml");
    }
}

#[test]
fn a_link_in_the_other_place_is_refused_too() {
    let world = world();
    symlink(world.root(), world.path("behind")).unwrap();
    std::fs::create_dir(world.path(".config")).unwrap();
    for target in targets(&world, "../").into_iter().filter(|target| !target.ends_with("/tidegate.toml")) {
        symlink(&target, world.path(".config/tidegate.toml")).unwrap();
        for command in ["check", "check --all", "doctor", "verify"] {
            is_refused(world.tidegate(command));
        }
        world.remove(".config/tidegate.toml");
    }
    // The folder itself is a link.
    std::fs::remove_dir(world.path(".config")).unwrap();
    let folder = world.root().join("folder");
    std::fs::create_dir(&folder).unwrap();
    symlink(&folder, world.path(".config")).unwrap();
    world.tidegate("check").passes().done();
    std::fs::write(folder.join("tidegate.toml"), SECRET).unwrap();
    is_refused(world.tidegate("check"));
    is_refused(world.tidegate("check --all"));
}

#[test]
fn a_committed_link_is_refused_on_every_side() {
    let world = world();
    for target in targets(&world, "") {
        world.stage_as("120000", "tidegate.toml", &target);
        is_refused(world.tidegate("check"));
        is_refused(world.tidegate("verify"));
        is_refused(world.tidegate("trust"));
        world.commit("link");
        is_refused(world.tidegate("check --from-ref HEAD~1 --to-ref HEAD"));
        is_refused(world.tidegate("verify --to-ref HEAD"));
        world.git(&["reset", "--quiet", "--soft", "HEAD~1"]);
    }
    let target = "a".repeat(2 << 20);
    world.stage_as("120000", "tidegate.toml", &target);
    is_refused(world.tidegate("check"));
    let head = world.git(&["rev-parse", "HEAD"]);
    world.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},tidegate.toml", head.trim())]);
    is_refused(world.tidegate("check"));
}

#[test]
fn a_link_inside_the_repository_is_followed() {
    let world = world();
    world.stage("settings/tidegate.toml", "[rules]\ninvalid-name = \"off\"\n");
    world.stage("supabase/migrations/20260106000000_Bad.sql", GOOD);
    world.tidegate("check").exits(1).done();
    for target in ["settings/tidegate.toml", "./settings/../settings/tidegate.toml"] {
        symlink(target, world.path("tidegate.toml")).unwrap();
        world.git(&["add", "tidegate.toml"]);
        for command in ["check", "check --all", "check --config tidegate.toml"] {
            world.tidegate(command).passes().does_not_print(&["appl"]).done();
        }
        world.commit("link").tidegate("check --from-ref HEAD~1 --to-ref HEAD").passes().done();
        world.git(&["reset", "--quiet", "--soft", "HEAD~1"]);
        world.remove("tidegate.toml");
    }
}

#[test]
fn what_is_not_a_regular_file_is_refused_without_waiting() {
    let world = world();
    let each = |make: &dyn Fn()| {
        make();
        for command in COMMANDS {
            is_refused(world.tidegate(command));
        }
    };
    each(&|| std::fs::create_dir(world.path("tidegate.toml")).unwrap());
    std::fs::remove_dir(world.path("tidegate.toml")).unwrap();
    each(&|| world.from_folder("").run("mkfifo", &["tidegate.toml"]).passes().done());
    world.remove("tidegate.toml");
    let socket = std::os::unix::net::UnixListener::bind(world.path("tidegate.toml")).unwrap();
    each(&|| {});
    drop(socket);
}

#[test]
fn large_and_binary_settings_are_refused() {
    let world = world();
    let sizes: [(Vec<u8>, &str); 4] = [
        (b"# x\n".repeat(300_000), "larger than 1024 KiB"),
        (vec![b'a'; 10 << 20], "larger than 1024 KiB"),
        (b"\xff\xfea\0".to_vec(), "not UTF-8"),
        (b"a\0b = 1\n".to_vec(), "tidegate.toml"),
    ];
    for (content, cause) in sizes {
        world.stage("tidegate.toml", &content);
        for command in ["check", "check --all", "doctor", "verify", "run pre-commit", "check --config tidegate.toml"] {
            let ran = world.tidegate(command).exits(2).prints(&[cause]);
            assert!(ran.text().len() < 10_000, "it is not printed whole");
        }
    }
    // Outside the repository the same limit holds.
    let huge = world.root().join("huge.toml");
    std::fs::File::create(&huge).unwrap().set_len(1 << 30).unwrap();
    world.git(&["rm", "--quiet", "-f", "tidegate.toml"]);
    world.tidegate(&format!("check --config {}", huge.display())).exits(2).prints(&["larger than 1024 KiB"]).done();
}

#[test]
fn many_mistakes_are_counted_and_a_hundred_shown() {
    let world = world();
    let keys: String = (0..80_000).map(|number| format!("k{number} = 1\n")).collect();
    world.stage("tidegate.toml", &keys);
    let ran =
        world.tidegate("check").exits(2).prints(&["unknown key `k0`", "80000 mistakes in tidegate.toml of the index"]);
    let ran = ran.prints(&["and 79900 mistakes"]).does_not_print(&["unknown key `k100`"]);
    assert!(ran.text().len() < 100_000);
    world.stage("tidegate.toml", "[[projects]]\npath = \"a\"\n[[projects]]\npath = \"./a/\"\n");
    let ran = world.tidegate("check").exits(2);
    insta::assert_snapshot!(ran.err.trim_end(), @r#"
    error: project `a` is listed twice
     --> tidegate.toml:4:8
      |
    4 | path = "./a/"
      |        ^^^^^^ an entry above has the same path
      help: merge the two entries, or give each its own `migrations`

    error: 1 mistake in tidegate.toml of the index
      help: nothing was checked; every key is described in https://github.com/tidegate/tidegate/blob/main/docs/configuration.md
    "#);
}
