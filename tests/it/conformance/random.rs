//! Random trees, random staging: the cache tree valid, half valid and missing, every index
//! version. What is staged must be what git says is staged.

use super::oracle::{git_diff, readers};
use crate::support::{World, in_own_process};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tidegate::git::{Id, Side};

/// Names that sort differently as files and as folders.
const PATHS: [&str; 16] = [
    "a", "a/b", "a/b/c", "a/b/d", "a.b", "a-b/x", "a0", "b/a", "b/a/a", "b/z", "c", "c/c/c/c", "c/c/d", "d\ne", "ü/ñ",
    "z/\"q\"",
];

#[derive(Clone, Debug)]
enum Step {
    ReplayTarget(Vec<(usize, usize, &'static str)>),
    Remove(Vec<usize>),
    Announce(usize),
    Hide(usize),
    Commit,
    WriteTree,
    ReadTree,
    Forget,
    Version(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let mode = prop_oneof![6 => Just("100644"), 1 => Just("100755"), 1 => Just("120000"), 1 => Just("160000")];
    let entry = (0..PATHS.len(), 0..3_usize, mode);
    prop_oneof![
        6 => proptest::collection::vec(entry, 1..5).prop_map(Step::ReplayTarget),
        3 => proptest::collection::vec(0..PATHS.len(), 1..3).prop_map(Step::Remove),
        1 => (0..PATHS.len()).prop_map(Step::Announce),
        1 => (0..PATHS.len()).prop_map(Step::Hide),
        3 => Just(Step::Commit),
        1 => Just(Step::WriteTree),
        1 => Just(Step::ReadTree),
        1 => Just(Step::Forget),
        1 => (2..5_u8).prop_map(Step::Version),
    ]
}

impl Step {
    fn take(&self, world: &World, blobs: &[String]) {
        match self {
            Self::ReplayTarget(entries) => {
                let line =
                    |(path, blob, mode): &(usize, usize, &str)| format!("{mode} {}\t{}\0", blobs[*blob], PATHS[*path]);
                let lines: String = entries.iter().map(line).collect();
                let arguments = ["update-index", "--add", "--replace", "-z", "--index-info"];
                world.from_folder("").input(lines).git(&arguments);
            }
            Self::Remove(paths) => {
                let lines: String = paths.iter().map(|path| format!("{}\0", PATHS[*path])).collect();
                world.from_folder("").input(lines).git(&["update-index", "--force-remove", "-z", "--stdin"]);
            }
            Self::Announce(path) => {
                let path = world.path(PATHS[*path]);
                // A file may be in the way of a folder; then there is nothing to announce.
                let _ = std::fs::create_dir_all(path.parent().expect("a folder"));
                let _ = std::fs::write(&path, "announced");
                world.try_git(&["add", "--intent-to-add", "--force", "--", path.to_str().expect("UTF-8")]).done();
            }
            Self::Hide(path) => world.try_git(&["update-index", "--skip-worktree", "--", PATHS[*path]]).done(),
            Self::Commit => world.commit("x").git(&["gc", "--auto", "--quiet"]).clear(),
            Self::WriteTree => world.try_git(&["write-tree"]).done(),
            Self::ReadTree => world.try_git(&["read-tree", "HEAD"]).done(),
            Self::Forget => world.git(&["read-tree", "--empty"]).clear(),
            Self::Version(version) => {
                world.git(&["update-index", "--index-version", &version.to_string()]).clear();
            }
        }
    }
}

fn check(world: &World) {
    let [fast, slow] = readers(world);
    let head = fast.head().expect("HEAD");
    for base in [head.map_or(Side::Empty, Side::Revision), Side::Empty] {
        let expected = git_diff(world, &base, &Side::Index).expect("git compares them");
        assert_eq!(fast.changes(&base, &Side::Index).expect("libgit2"), expected, "git on the right");
        assert_eq!(slow.changes(&base, &Side::Index).expect("git"), expected, "git on the right");
    }
    let entries = fast.entries(&Side::Index, &|_| true).expect("libgit2");
    assert_eq!(entries, slow.entries(&Side::Index, &|_| true).expect("git"));
}

#[test]
fn staged_changes_are_read_as_git_reads_them() {
    in_own_process(|| {
        let config = Config { cases: 12, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
        // The same cases in every run: a failure here can be repeated.
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, b"tidegate: one seed for all runs.");
        let mut runner = TestRunner::new_with_rng(config, random);
        let steps = proptest::collection::vec(step(), 6..16);
        let result = runner.run(&steps, |steps| {
            let world = World::new();
            let blobs = ["1", "2", "3"]
                .map(|text| world.from_folder("").input(text).git(&["hash-object", "-w", "--stdin"]).trim().to_owned());
            for step in &steps {
                step.take(&world, &blobs);
                if !matches!(step, Step::WriteTree | Step::Version(_)) {
                    check(&world);
                }
            }
            check_between_commits(&world);
            Ok(())
        });
        assert!(result.is_ok(), "{}", result.expect_err("a failure"));
    });
}

/// All pairs of the last commits.
fn check_between_commits(world: &World) {
    let commits = world.git(&["rev-list", "--all", "--max-count=3"]);
    let commits: Vec<Side> = commits.lines().map(|id| Side::Revision(Id::new(id))).collect();
    let [fast, _] = readers(world);
    for (base, target) in commits.iter().flat_map(|base| commits.iter().map(move |target| (base, target))) {
        let expected = git_diff(world, base, target).expect("git compares them");
        assert_eq!(fast.changes(base, target).expect("libgit2"), expected, "git on the right");
    }
}
