//! Clones without some objects, and files that are not checked out.

#[cfg(unix)]
use super::BAD;
use super::{COMMIT, Corner, bad, first};
use crate::support::{GOOD, World, migration};

#[test]
fn a_clone_without_a_checkout_does_not_lose_migrations() {
    let forms: [&[&str]; 5] = [
        &["--no-checkout"],
        &["--filter=blob:none", "--no-checkout"],
        &["--filter=tree:0", "--no-checkout"],
        &["--filter=blob:none", "--no-checkout", "--sparse"],
        &["--filter=blob:none", "--no-checkout", "--depth=1"],
    ];
    // What a user does before the commit: nothing, one file, an index without files, one file checked out.
    let steps: [&[&[&str]]; 4] = [
        &[],
        &[&["add", "new.md"]],
        &[&["read-tree", "HEAD"], &["add", "--sparse", "new.md"]],
        &[&["checkout", "HEAD", "--", "README.md"]],
    ];
    for form in forms {
        for step in steps {
            let corner = Corner::cloned(&[], form).with_hooks();
            std::fs::write(corner.top.join("new.md"), "x\n").expect("a file");
            for arguments in step {
                corner.git(arguments);
            }
            let ran = corner.try_git(&["commit", "--quiet", "-a", "-m", "x"]);
            // A sparse checkout keeps what it leaves out.
            if ran.code == Some(0) {
                assert!(
                    corner.git(&["ls-tree", "-r", "--name-only", "HEAD"]).contains(&first()),
                    "{form:?} {step:?} {ran}"
                );
                continue;
            }
            ran.has_problems().prints(&["error[edited-migration]", "deleted"]).done();
        }
    }
}

#[test]
fn files_outside_a_sparse_checkout_are_in_the_work_tree() {
    for (arguments, sparse) in
        [(&[][..], "--no-sparse-index"), (&[], "--sparse-index"), (&["--filter=blob:none"], "--sparse-index")]
    {
        let corner = Corner::cloned(&[], arguments);
        corner.git(&["sparse-checkout", "set", "--cone", sparse, "src"]);
        assert!(!corner.top.join("supabase").exists());
        corner.tidegate("check --all").passes().prints(&["1 file of the working tree"]).done();
        corner.tidegate("doctor").prints(&["supabase/migrations"]).does_not_print(&["no migrations folder"]).done();
        corner.tidegate("install").passes().does_not_print(&["no migrations"]).done();
        corner.stage(&bad(7), GOOD).commit("bad").git(&["sparse-checkout", "reapply"]);
        corner.tidegate("check --all").exits(1).prints(&["error[invalid-name]"]).done();
        // A renamed file is still left out, and nothing is lost by the next commit.
        corner.tidegate("check --all --fix").passes().done();
        assert_eq!(corner.git(&["diff", "--name-only"]), "", "nothing counts as deleted");
        assert!(corner.git(&["ls-files"]).contains("20260107000000_bad.sql"));
    }
}

#[cfg(unix)]
#[test]
fn settings_outside_a_sparse_checkout_apply() {
    const IGNORE: &str = "ignore = [\"supabase/migrations\"]\n";
    let forms: [&[&str]; 3] = [
        &["--cone", "--no-sparse-index", "src"],
        &["--cone", "--sparse-index", "src"],
        &["--no-cone", "/src/", "/supabase/"],
    ];
    for form in forms {
        for (place, target) in
            [("tidegate.toml", None), (".config/tidegate.toml", None), ("tidegate.toml", Some("docs/settings"))]
        {
            let corner = Corner::cloned(&[], &[]);
            match target {
                None => drop(corner.stage(place, IGNORE)),
                Some(target) => {
                    corner.stage(target, IGNORE);
                    std::os::unix::fs::symlink(target, corner.top.join(place)).expect("a link");
                    corner.git(&["add", place]);
                }
            }
            corner.stage(&bad(7), GOOD).commit("silenced");
            corner.git(&[&["sparse-checkout", "set"], form].concat());
            // The top is in every cone.
            let is_left_out = !corner.top.join(target.unwrap_or(place)).exists();
            assert_eq!(
                is_left_out,
                place != "tidegate.toml" || target.is_some() || form[0] == "--no-cone",
                "{form:?} {place}"
            );
            corner.tidegate("check --all").passes().does_not_print(&[BAD]).done();
            corner.tidegate("doctor").prints(&["is ignored"]).done();
            corner.tidegate("install").prints(&["no migrations"]).done();
            corner.tidegate("verify --all").prints(&["was ignored"]).done();
            corner.tidegate("init").does_not_print(&["wrote"]).done();
            // The working tree has its own again.
            std::fs::create_dir_all(corner.top.join(".config")).expect("a folder");
            let _ = std::fs::remove_file(corner.top.join("tidegate.toml"));
            std::fs::write(corner.top.join("tidegate.toml"), "# nothing\n").expect("a file");
            corner.tidegate("check --all").exits(1).prints(&[BAD]).done();
        }
    }
}

#[test]
fn one_process_reads_every_object() {
    let corner = Corner::cloned(&[], &[]);
    corner.git(&["update-index", "--split-index"]);
    let mut lines = String::new();
    for number in 1..=400 {
        let content = format!("create table public.t{number} (id bigint primary key, a int);\n");
        let id = corner.world.from_folder(&corner.top).input(content).git(&["hash-object", "-w", "--stdin"]);
        lines.push_str(&format!("100644 {}\tsupabase/migrations/20260106{number:06}_t.sql\n", id.trim()));
    }
    corner.world.from_folder(&corner.top).input(lines).git(&["update-index", "--add", "--index-info"]);
    corner.commit("many").git(&["push", "--quiet", "origin", "HEAD:main"]);
    // A statement with a problem makes the check read the whole history.
    corner.stage(&migration(9, "x"), "alter table public.t7 drop column a;\n");
    let log = corner.world.root().join("trace");
    let view = corner.world.from_folder(&corner.top).with("GIT_TRACE2", &log);
    view.tidegate("check").exits(1).prints(&["drop-column"]).done();
    let wrapper = corner.world.root().join("bin");
    std::fs::create_dir(&wrapper).expect("a folder");
    count_starts(&corner, &wrapper);
}

/// Counts the processes of a check with a `git` on PATH that notes each start.
#[cfg(unix)]
fn count_starts(corner: &Corner, wrapper: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = corner.world.variable("PATH");
    let script = format!(
        "#!/bin/sh\necho \"$*\" >> {0}/starts\nPATH={1} exec git \"$@\"\n",
        wrapper.display(),
        path.to_str().expect("UTF-8")
    );
    std::fs::write(wrapper.join("git"), script).expect("a script");
    std::fs::set_permissions(wrapper.join("git"), std::fs::Permissions::from_mode(0o755)).expect("a mode");
    let with = format!("{}:{}", wrapper.display(), path.to_str().expect("UTF-8"));
    corner.world.from_folder(&corner.top).with("PATH", with).tidegate("check").exits(1).done();
    let starts = std::fs::read_to_string(wrapper.join("starts")).expect("git was started");
    assert!(starts.lines().count() <= 20, "{starts}");
    assert_eq!(starts.lines().filter(|line| line.contains("cat-file")).count(), 1, "{starts}");
}

#[cfg(not(unix))]
fn count_starts(_: &Corner, _: &std::path::Path) {}

#[test]
fn content_behind_a_filter_is_its_own_on_disk() {
    let world = World::new();
    world.git(&["config", "filter.upper.clean", "tr a-z A-Z"]);
    world.git(&["config", "filter.upper.smudge", "tr A-Z a-z"]);
    world
        .hook("pre-commit")
        .stage(".gitattributes", "supabase/** filter=upper\nwide/** working-tree-encoding=UTF-16LE\n");
    world.stage(&first(), GOOD).try_git(&COMMIT).passes().done();
    assert_eq!(world.git(&["show", &format!("HEAD:{}", first())]), GOOD.to_uppercase());
    world.tidegate("check --all").passes().does_not_print(&["edited-migration"]).done();
    world.file(first(), "select 1;\n").tidegate("check --all").exits(1).prints(&["edited-migration"]).done();
}

#[test]
fn line_endings_of_a_prisma_migration_may_change() {
    let check = |path: &str, marker: (&str, &str), old: &str, new: &str, expected: &str| {
        let world = World::new();
        world.stage(marker.0, marker.1).stage(path, old).commit("first");
        let ran = world.stage(path, new).tidegate("check");
        assert!(ran.text().contains(&format!("{expected}[edited-migration]")), "{path} {old:?} {new:?}\n{ran}");
    };
    let prisma = ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    let path = "prisma/migrations/20260101000000_a/migration.sql";
    let (unix, dos) = ("select 1;\nselect $$a\nb$$;\n", "select 1;\r\nselect $$a\r\nb$$;\r\n");
    check(path, prisma, dos, unix, "warning");
    check(path, prisma, unix, dos, "warning");
    check(path, prisma, "select 1;\r\nselect 2;\n", "select 1;\nselect 2;\n", "error");
    check(path, prisma, "select 1;\n", "select 1;", "error");
    check(path, prisma, dos, "select 1;\nselect $$a\nc$$;\n", "error");
    let flyway = ("src/main/resources/db/migration/V1__a.sql", "select 0;\n");
    check(
        "src/main/resources/db/migration/V2__b.sql",
        flyway,
        "select 1;\r\nselect 2;\n",
        "select 1;\nselect 2;",
        "warning",
    );
    let sqlx = ("Cargo.toml", "[package]\n");
    check("migrations/1_a.up.sql", sqlx, dos, unix, "error");
}
