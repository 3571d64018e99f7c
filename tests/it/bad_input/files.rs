//! Files of the migrations folder that are huge, many, looping, unreadable or not files.

use super::{reports_an_error, staged};
use crate::support::{GOOD, World, migration, skipped};

#[test]
fn a_migration_of_fifty_megabytes_is_checked() {
    let world = staged();
    let line = "insert into public.a values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10);\n";
    let large = line.repeat(50_000_000 / line.len() + 1);
    world.stage(&migration(7, "large"), &large);
    world.tidegate("check").passes().prints(&["2 staged files"]).done();
    world.stage(&migration(7, "large"), large + "<<<<<<< ours\n");
    world.tidegate("check").exits(1).prints(&["conflict-markers"]).done();
    // One line without an end.
    world.stage(&migration(7, "large"), "x".repeat(20_000_000) + "\n<<<<<<< ours\n");
    let ran = world.tidegate("check").exits(1);
    assert!(ran.text().len() < 10_000, "it is not printed whole");
}

/// Stages many small files at once, without writing any of them to disk.
fn stage_many(world: &World, paths: impl Iterator<Item = String>) {
    let id = world.from_folder("").input(GOOD).git(&["hash-object", "-w", "--stdin"]);
    let lines: String = paths.map(|path| format!("100644 {}\t{path}\0", id.trim())).collect();
    world.from_folder("").input(lines).git(&["update-index", "--add", "-z", "--index-info"]);
}

fn numbered(count: usize, name: &str) -> impl Iterator<Item = String> {
    (0..count).map(move |number| {
        let (hour, minute, second) = (number / 3600, number / 60 % 60, number % 60);
        format!("supabase/migrations/20260110{hour:02}{minute:02}{second:02}_{name}.sql")
    })
}

#[test]
fn ten_thousand_migrations_are_checked() {
    let world = World::new();
    stage_many(&world, numbered(10_000, "x"));
    world.tidegate("check").passes().prints(&["10000 staged files"]).done();
    world.commit("many");
    world.stage(&migration(11, "one"), GOOD).tidegate("check").passes().prints(&["1 staged file"]).done();
    world.tidegate("check --from-ref HEAD --to-ref HEAD").passes().done();
}

#[test]
fn many_bad_migrations_are_reported_in_a_few_lines() {
    let world = World::new();
    world.stage(&migration(12, "later"), GOOD).commit("later");
    stage_many(&world, numbered(500, "Bad"));
    let ran = world.tidegate("check").exits(1).prints(&["error[invalid-name]: 497 more problems of this rule"]);
    assert!(ran.text().len() < 20_000, "many problems are summarised");
}

#[test]
fn many_renamed_migrations_are_checked() {
    let world = World::new();
    stage_many(&world, numbered(500, "x"));
    world.commit("many").git(&["read-tree", "--empty"]);
    stage_many(&world, numbered(500, "y"));
    world.tidegate("check").exits(1).prints(&["edited-migration"]).done();
}

#[cfg(unix)]
#[test]
fn links_that_loop_are_checked_as_links() {
    let world = staged();
    let folder = world.path("supabase/migrations");
    std::os::unix::fs::symlink("20260107000000_loop.sql", folder.join("20260107000000_loop.sql")).expect("a link");
    std::os::unix::fs::symlink(".", folder.join("around")).expect("a link");
    std::os::unix::fs::symlink("..", folder.join("up")).expect("a link");
    world.tidegate("check").passes().prints(&["untracked-migration", "_loop.sql"]).done();
    world.tidegate("check --all").exits(1).prints(&["not-a-regular-file"]).done();
    world.git(&["add", "--all"]);
    world.tidegate("check").exits(1).prints(&["not-a-regular-file", "_loop.sql"]).done();
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_migrations_does_not_block() {
    let world = staged();
    let pipe = |path: &str| world.from_folder("").run("mkfifo", &[path]).passes().done();
    pipe(&migration(7, "pipe"));
    insta::assert_snapshot!(world.tidegate("check").passes().out, @r"
    warning[untracked-migration]: a pipe, a socket or a device has the name of a migration
     --> supabase/migrations/20260107000000_pipe.sql
      why: Git cannot store it, so it is not part of this commit, and its content was not read.
      help: remove it, or give it another name:
            rm supabase/migrations/20260107000000_pipe.sql

    tidegate: 1 warning in staged changes
      note: `schema-not-staged` was not run: the project has no schema file
      more: `tidegate explain untracked-migration`
    ");
    insta::assert_snapshot!(world.tidegate("check --all").exits(1).out, @r"
    error[not-a-regular-file]: migration is a pipe, a socket or a device
     --> supabase/migrations/20260107000000_pipe.sql
      why: Git cannot store it, and its content was not read.
      help: replace supabase/migrations/20260107000000_pipe.sql with a file that contains the SQL, or
            remove it:
            rm supabase/migrations/20260107000000_pipe.sql

    tidegate: 1 error in the working tree
      note: `schema-not-staged` was not run: the project has no schema file
      more: `tidegate explain not-a-regular-file`
    ");
    world.tidegate(&format!("check {}", migration(7, "pipe"))).exits(2).done();
    // A tracked migration that became one: its content is not to be had.
    world.remove(migration(5, "first")).remove(migration(7, "pipe"));
    pipe(&migration(5, "first"));
    world.tidegate("check").passes().done();
    world.tidegate("check --all").exits(1).prints(&["not-a-regular-file", "20260105000000_first.sql"]).done();
}

#[cfg(unix)]
#[test]
fn special_files_in_place_of_any_file_do_not_block() {
    let special: [fn(&World, &str); 3] = [
        |world, path| world.from_folder("").run("mkfifo", &[path]).passes().done(),
        |world, path| drop(std::os::unix::net::UnixListener::bind(world.path(path)).expect("a socket")),
        |world, path| std::os::unix::fs::symlink("/dev/zero", world.path(path)).expect("a link"),
    ];
    for make in special {
        for path in
            ["tidegate.toml", ".config/tidegate.toml", "supabase/config.toml", "schema.sql", "supabase/roles.sql"]
        {
            let world = staged();
            let parent = world.path(path).parent().expect("a folder").to_owned();
            std::fs::create_dir_all(parent).expect("a folder");
            make(&world, path);
            let is_settings = path.ends_with("tidegate.toml");
            for command in ["check", "check --all", "doctor", "install", "new more", "verify --all", "uninstall"] {
                let ran = world.tidegate(command);
                assert!(matches!(ran.code, Some(0..=3)), "{path} {ran}");
                assert!(!ran.text().contains("internal error"), "{path} {ran}");
                if is_settings && !matches!(command, "check" | "uninstall" | "new more") {
                    assert!(ran.code != Some(0) && ran.text().contains(path), "{path} {ran}");
                }
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_checked_and_shown_escaped() {
    use std::os::unix::ffi::OsStrExt;
    let world = staged();
    let name = std::ffi::OsStr::from_bytes(b"20260107000000_\xff\x1b[31m.sql");
    world.file(std::path::Path::new("supabase/migrations").join(name), GOOD);
    world.tidegate("check").passes().prints(&["untracked-migration", r"_\xff\x1b[31m.sql"]).done();
    world.git(&["add", "--all"]);
    for format in ["human", "json"] {
        let ran = world.tidegate(&format!("check --format {format}")).exits(1).prints(&["invalid-name"]);
        assert!(!ran.text().contains('\x1b'), "no escape sequence reaches a terminal");
    }
    world.tidegate("check --all").exits(1).done();
    world.tidegate("check --fix").done();
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let world = staged();
    let forbid = |path: &str, mode: u32| {
        std::fs::set_permissions(world.path(path), std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    forbid("supabase/migrations", 0o000);
    if std::fs::read_dir(world.path("supabase/migrations")).is_ok() {
        // Root may read everything; a link that loops represents what cannot be read.
        forbid("supabase/migrations", 0o755);
        let schema = world.path("supabase/migrations");
        std::fs::rename(&schema, world.path("away")).expect("a rename");
        std::os::unix::fs::symlink("migrations", &schema).expect("a link");
        reports_an_error(world.tidegate("check --all"));
        return;
    }
    let (check, all) = (world.tidegate("check"), world.tidegate("check --all"));
    forbid("supabase/migrations", 0o755);
    reports_an_error(check);
    reports_an_error(all);
    forbid(&migration(5, "first"), 0o000);
    reports_an_error(world.tidegate("check --all"));
    world.tidegate("check").passes().done();
    forbid(".git/index", 0o000);
    reports_an_error(world.tidegate("check"));
}

#[test]
fn a_migration_of_any_bytes_is_checked() {
    let world = staged();
    let contents: [&[u8]; 6] = [b"\xff\xfes\0e\0l\0", b"\0", b"\xef\xbb\xbf", b"$a$ never closed", b"/* /* */", b"'\\"];
    for content in contents {
        world.stage(&migration(7, "odd"), content);
        let ran = world.tidegate("check");
        assert!(matches!(ran.code, Some(0 | 1)), "{content:?}: {}", ran.text());
        ran.does_not_print(&["internal error", "panicked"]).done();
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let world = staged();
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        skipped("there is no /dev/full here");
        return;
    };
    let mut command = world.from_folder("").command(crate::support::tidegate_binary());
    let output = command.arg("check").stdout(full).output().expect("it starts");
    crate::support::CommandResult::from(output).exits(3).prints(&["cannot write the output"]).done();
}
