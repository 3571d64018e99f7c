//! A damaged index, damaged and missing objects, damaged references.

use super::{reports_an_error, staged};
use crate::support::{GOOD, World, migration};

#[test]
fn an_index_cut_short_anywhere_is_an_error_or_read_as_git_reads_it() {
    let world = staged();
    // A bad migration is staged: whatever can be read, "in order" is never the answer.
    world.stage(&migration(7, "Bad"), GOOD);
    let index = std::fs::read(world.path(".git/index")).expect("an index");
    for length in (1..index.len()).step_by(13) {
        std::fs::write(world.path(".git/index"), &index[..length]).expect("an index");
        let ran = world.tidegate("check");
        assert!(matches!(ran.code, Some(1 | 3)), "cut at {length}: {:?}\n{}", ran.code, ran.text());
        if ran.code == Some(3) {
            ran.prints(&["error: ", "index", "help: ", "git read-tree"]).does_not_print(&["internal error"]).done();
        } else {
            ran.prints(&["invalid-name"]).done();
        }
    }
}

#[test]
fn an_index_with_any_byte_changed_never_hides_what_is_staged() {
    let world = staged();
    world.stage(&migration(7, "Bad"), GOOD);
    let index = std::fs::read(world.path(".git/index")).expect("an index");
    for (at, flip) in (0..index.len()).step_by(7).zip([0xff_u8, 0x01, 0x20, 0x80].into_iter().cycle()) {
        let mut changed = index.clone();
        changed[at] ^= flip;
        std::fs::write(world.path(".git/index"), changed).expect("an index");
        let ran = world.tidegate("check");
        let shown = ran.text();
        // 2 is an unmerged path: one of the flipped bits says so.
        assert!(matches!(ran.code, Some(0..=3)), "byte {at}: {:?}\n{shown}", ran.code);
        if ran.code == Some(0) {
            let git = world.try_git(&["diff", "--cached", "--name-only"]);
            assert!(!git.out.contains(&migration(7, "Bad")), "byte {at}: git would commit it\n{shown}");
        }
        assert!(!shown.contains("internal error") && !shown.contains("panicked"), "byte {at}:\n{shown}");
    }
}

#[test]
fn an_index_that_is_something_else_is_an_error() {
    let world = staged();
    for content in [&b"garbage"[..], b"DIRC", b"DIRC\0\0\0\x09\0\0\0\0aaaaaaaaaaaaaaaaaaaaaaaa", &[0; 4096]] {
        std::fs::write(world.path(".git/index"), content).expect("an index");
        world.tidegate("check").exits(3).prints(&["the index", "git read-tree HEAD"]).done();
    }
    std::fs::remove_file(world.path(".git/index")).expect("an index");
    std::fs::create_dir(world.path(".git/index")).expect("a folder");
    world.tidegate("check").exits(3).prints(&["the index"]).done();
}

#[test]
fn the_help_fixes_a_damaged_index() {
    let world = staged();
    world.file(".git/index", "garbage").tidegate("check").exits(3).done();
    world.remove(".git/index");
    world.git(&["read-tree", "HEAD"]);
    world.git(&["add", "--all"]);
    world.tidegate("check").passes().prints(&["1 staged file"]).done();
}

#[test]
fn a_missing_or_damaged_object_is_an_error() {
    for expression in ["HEAD", "HEAD^{tree}", "HEAD:supabase", ":supabase/migrations/20260106000000_second.sql"] {
        for damage in ["missing", "empty", "garbage", "two bytes", "half", "all but one byte"] {
            let world = staged();
            let id = world.git(&["rev-parse", expression]);
            let path = world.path(format!(".git/objects/{}/{}", &id[..2], id[2..].trim()));
            let whole = std::fs::read(&path).expect("a loose object");
            std::fs::remove_file(&path).expect("it is read-only");
            let content = match damage {
                "missing" => None,
                "empty" => Some(&b""[..]),
                "garbage" => Some(&b"garbage"[..]),
                "two bytes" => Some(&whole[..2]),
                "half" => Some(&whole[..whole.len() / 2]),
                _ => Some(&whole[..whole.len() - 1]),
            };
            if let Some(content) = content {
                std::fs::write(&path, content).expect("a damaged object");
            }
            let ran = world.tidegate("check");
            assert_eq!(ran.code, Some(3), "{expression} {damage}\n{}", ran.text());
            reports_an_error(ran);
            reports_an_error(world.tidegate("run pre-commit"));
        }
    }
}

#[test]
fn garbage_in_references_is_an_error() {
    let garbage = ["garbage\n", "", "ref: refs/heads/../../etc\n", "ref: \n"];
    for content in garbage {
        let world = staged();
        world.file(".git/HEAD", content);
        reports_an_error(world.tidegate("check"));
    }
    for content in ["garbage\n", "", "1234\n"] {
        let world = staged();
        world.file(".git/refs/heads/main", content);
        world.tidegate("check").exits(3).prints(&["help: "]).done();
    }
    let world = staged();
    world.file(".git/MERGE_HEAD", "garbage\n");
    reports_an_error(world.tidegate("check"));
    let world = staged();
    world.file(".git/config", "[core\ngarbage");
    reports_an_error(world.tidegate("check"));
}

#[test]
fn a_reference_to_a_commit_that_is_not_here_is_an_error() {
    let world = staged();
    world.file(".git/refs/heads/main", format!("{}\n", "1".repeat(40)));
    reports_an_error(world.tidegate("check"));
    let world = staged();
    world.file(".git/MERGE_HEAD", format!("{}\n", "1".repeat(40)));
    reports_an_error(world.tidegate("check"));
}

#[test]
fn a_format_of_the_future_is_an_error() {
    let world = staged();
    world.git(&["config", "core.repositoryFormatVersion", "99"]);
    world.tidegate("check").exits(3).prints(&["error: ", "help: "]).done();
    let world = staged();
    world.git(&["config", "core.repositoryFormatVersion", "1"]);
    world.git(&["config", "extensions.timeTravel", "true"]);
    world.tidegate("check").exits(3).prints(&["error: ", "help: "]).done();
}

#[test]
fn without_git_a_repository_that_libgit2_cannot_open_is_an_error() {
    let world = World::with_repository(&["--object-format=sha256"]);
    world.stage(&migration(5, "Bad"), GOOD);
    world.with("PATH", "/nonexistent").tidegate("check").exits(3).prints(&["error: ", "help: "]).done();
    let world = staged();
    world.with("PATH", "/nonexistent").tidegate("check").passes().prints(&["1 staged file"]).done();
}

#[test]
fn a_split_index_without_its_other_half_is_an_error() {
    let world = staged();
    world.git(&["update-index", "--split-index"]);
    for entry in std::fs::read_dir(world.path(".git")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sharedindex.")) {
            std::fs::remove_file(path).expect("a file");
        }
    }
    reports_an_error(world.tidegate("check"));
}
