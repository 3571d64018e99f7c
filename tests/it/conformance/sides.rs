//! What each side holds and how sides differ.

use super::oracle::{both, check_all_sides, git_diff};
use crate::support::{World, in_own_process};
use tidegate::git::{Mode, Side};
use tidegate::text::RelPath;

/// What is staged against HEAD, one line a change: `+path`, `-path`, `~path`.
fn staged(world: &World) -> Vec<String> {
    let head = both(world, |reader| reader.head());
    let base = head.map_or(Side::Empty, Side::Revision);
    let changes = both(world, |reader| reader.changes(&base, &Side::Index));
    assert_eq!(Some(&changes), git_diff(world, &base, &Side::Index).as_ref(), "git on the right");
    changes
        .iter()
        .map(|change| {
            let sign = match (&change.old, &change.new) {
                (None, _) => '+',
                (_, None) => '-',
                _ => '~',
            };
            format!("{sign}{}", change.path())
        })
        .collect()
}

#[test]
fn an_empty_repository_has_nothing() {
    in_own_process(|| {
        let world = World::new();
        check_all_sides(&world);
        assert_eq!(both(&world, |reader| reader.head()), None);
        world.stage("a", "1");
        assert_eq!(staged(&world), ["+a"]);
        check_all_sides(&world);
    });
}

#[test]
fn additions_edits_deletions_and_renames() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a/b/c", "1").stage("a/d", "2").stage("e", "").stage("f", "4").commit("one");
        assert_eq!(staged(&world), [""; 0]);
        world.git(&["mv", "a/b/c", "a/b/x"]);
        world.stage("a/new", "5").stage("e", "edited").git(&["rm", "--quiet", "--cached", "f"]);
        assert_eq!(staged(&world), ["-a/b/c", "+a/b/x", "+a/new", "~e", "-f"]);
        check_all_sides(&world);
        world.commit("two");
        world.file("e", "edited on disk").remove("a/d").file("untracked", "x");
        check_all_sides(&world);
    });
}

#[test]
fn an_executable_bit_is_not_a_change() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a", "1").commit("one").git(&["update-index", "--chmod=+x", "a"]);
        assert_eq!(staged(&world), [""; 0]);
        world.commit("two");
        check_all_sides(&world);
    });
}

#[cfg(unix)]
#[test]
fn a_path_may_change_its_kind() {
    in_own_process(|| {
        let world = World::new();
        world.stage("x", "file").stage("x.d", "1").stage("x-", "1").stage("y/z", "2").stage("l", "3").commit("one");
        // A file becomes a folder, a folder a file, a file a link, and a submodule comes.
        world.remove("x").stage("x/inside", "1");
        std::fs::remove_dir_all(world.path("y")).expect("a folder");
        world.stage("y", "now a file").remove("l");
        std::os::unix::fs::symlink("x/inside", world.path("l")).expect("a link");
        std::os::unix::fs::symlink("nowhere", world.path("dangling")).expect("a link");
        let head = world.git(&["rev-parse", "HEAD"]);
        world.git(&["add", "--all"]);
        world.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},module", head.trim())]);
        assert_eq!(staged(&world), ["+dangling", "~l", "+module", "-x", "+x/inside", "+y", "-y/z"]);
        world.commit("two");
        check_all_sides(&world);
        let tree = Side::Revision(both(&world, |reader| reader.head()).expect("a commit"));
        let entries = both(&world, |reader| reader.entries(&tree, &|path| path == b"l" || path == b"module"));
        assert_eq!(entries.iter().map(|entry| entry.mode).collect::<Vec<_>>(), [Mode::Symlink, Mode::Submodule]);
        assert_eq!(both(&world, |reader| reader.read(&entries[0])), b"x/inside");
        assert_eq!(both(&world, |reader| reader.read(&entries[1])), b"");
        // And back, the submodule becoming a folder.
        world.git(&["rm", "--quiet", "--cached", "module"]);
        world.stage("module/a", "1").remove("l").stage("l", "3");
        check_all_sides(&world);
    });
}

#[test]
fn intent_to_add_is_not_staged() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a", "1").stage("gone", "1").commit("one");
        world.file("n", "2").file("folder/m", "2").git(&["add", "-N", "n", "folder/m"]);
        world.git(&["rm", "--quiet", "--cached", "gone"]);
        world.git(&["add", "-N", "gone"]);
        assert_eq!(staged(&world), ["-gone"]);
        let entries = both(&world, |reader| reader.entries(&Side::Index, &|_| true));
        assert_eq!(entries.len(), 1);
        check_all_sides(&world);
    });
}

#[test]
fn files_outside_a_sparse_checkout_are_not_deleted() {
    in_own_process(|| {
        let world = World::new();
        world.stage("in/a", "1").stage("out/b", "2").commit("one");
        world.git(&["sparse-checkout", "set", "--no-cone", "in"]);
        assert!(!world.path("out/b").exists());
        assert_eq!(staged(&world), [""; 0]);
        check_all_sides(&world);
    });
}

#[test]
fn unmerged_paths_are_listed() {
    in_own_process(|| {
        let world = World::new();
        world.stage("both", "0").stage("theirs", "0").stage("calm", "0").commit("base");
        world.branch("other").stage("both", "1").stage("theirs", "1").stage("calm", "1").commit("other");
        world.switch("main").stage("both", "2").git(&["rm", "--quiet", "theirs"]);
        world.commit("ours").try_git(&["merge", "other"]).has_problems().done();
        assert_eq!(both(&world, |reader| reader.unmerged()), [RelPath::from("both"), "theirs".into()]);
        assert_eq!(staged(&world), ["~calm"]);
        check_all_sides(&world);
        let heads = both(&world, |reader| reader.merge_heads());
        assert_eq!(heads, [both(&world, |reader| reader.commit("other")).expect("a commit")]);
    });
}

#[cfg(unix)]
#[test]
fn any_name_is_read_as_it_is() {
    in_own_process(|| {
        use std::os::unix::ffi::OsStrExt;
        let world = World::new();
        let names: [&[u8]; 9] = [
            b"a\nb",
            b"quote\"d",
            b"back\\slash",
            b"tab\there",
            b" blank ",
            b"\xff\xfe.sql",
            b":colon",
            b"*[a]?",
            "ü".as_bytes(),
        ];
        for name in names {
            world.file(std::ffi::OsStr::from_bytes(name), "1");
            world.file(std::path::Path::new("folder").join(std::ffi::OsStr::from_bytes(name)), name);
        }
        world.git(&["add", "--all"]);
        assert_eq!(staged(&world).len(), 2 * names.len());
        world.commit("one");
        for name in names {
            world.file(std::ffi::OsStr::from_bytes(name), "2");
        }
        world.git(&["add", "--all"]);
        assert_eq!(staged(&world).len(), names.len());
        check_all_sides(&world);
    });
}

#[test]
fn names_too_long_for_the_index_flags_are_read() {
    in_own_process(|| {
        let world = World::new();
        let id = world.from_folder("").input("1").git(&["hash-object", "-w", "--stdin"]);
        let long = |letter: &str| [letter.repeat(200), letter.repeat(4000), "x".to_owned()].join("/");
        for version in ["2", "4"] {
            world.git(&["update-index", "--index-version", version]);
            for letter in ["a", "b"] {
                world.git(&["update-index", "--add", "--cacheinfo", &format!("100644,{},{}", id.trim(), long(letter))]);
            }
            assert_eq!(staged(&world).len(), 2, "index version {version}");
        }
    });
}

#[test]
fn every_kind_of_index_is_read() {
    in_own_process(|| {
        let settings: [&[&str]; 6] = [
            &["update-index", "--index-version", "2"],
            &["update-index", "--index-version", "4"],
            &["config", "index.skipHash", "true"],
            &["update-index", "--force-untracked-cache"],
            &["config", "index.recordEndOfIndexEntries", "true"],
            &["config", "core.preloadIndex", "true"],
        ];
        for setting in settings {
            let world = World::new();
            world.stage("a/b", "1").stage("a/c/d", "2").stage("e", "3").commit("one");
            world.git(&["config", "index.threads", "2"]);
            world.git(setting);
            // Version 3 is what version 2 becomes with extended flags.
            world.git(&["update-index", "--skip-worktree", "e"]);
            world.stage("a/c/f", "4").file("n", "").git(&["add", "-N", "n"]);
            assert_eq!(staged(&world), ["+a/c/f"], "{setting:?}");
            check_all_sides(&world);
        }
    });
}

#[test]
fn files_on_disk_are_those_git_does_not_ignore() {
    in_own_process(|| {
        let world = World::new();
        world.stage(".gitignore", "*.tmp\n/build/\n!keep.tmp\n").stage("m/a.sql", "1").commit("one");
        world.file("m/b.sql", "2").file("m/x.tmp", "").file("m/keep.tmp", "").file("build/c.sql", "3");
        world.file(".git/info/exclude", "secret.sql\n").file("m/secret.sql", "4");
        world.file("m/inner/.gitignore", "d.sql\n").file("m/inner/d.sql", "5").file("m/inner/e.sql", "6");
        let list = |folder: &str| {
            let folder = RelPath::from(folder);
            let found = both(&world, |reader| reader.files_on_disk(&folder, &|_| true));
            found.iter().map(|entry| entry.path.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(list("m"), ["m/a.sql", "m/b.sql", "m/inner/.gitignore", "m/inner/e.sql", "m/keep.tmp"]);
        assert_eq!(list("no/such/folder"), [""; 0]);
        let ignored = |path: &str| both(&world, |reader| reader.is_ignored(&path.into()));
        assert!(ignored("build") && ignored("build/c.sql") && ignored("m/x.tmp") && !ignored("m/keep.tmp"));
        check_all_sides(&world);
    });
}

#[test]
fn large_and_empty_blobs_are_read_whole() {
    in_own_process(|| {
        let world = World::new();
        let large: Vec<u8> = (0..9_000_000_u32).map(|number| (number % 251) as u8).collect();
        world.stage("large", &large).stage("empty", "").commit("one");
        let tree = Side::Revision(both(&world, |reader| reader.head()).expect("a commit"));
        let entries = both(&world, |reader| reader.entries(&tree, &|_| true));
        assert!(both(&world, |reader| reader.read(&entries[0])).is_empty());
        assert!(both(&world, |reader| reader.read(&entries[1])) == large);
        world.git(&["repack", "-adq"]);
        assert!(both(&world, |reader| reader.read(&entries[1])) == large);
    });
}
