//! Branches, remotes, ancestors, configuration.

use super::oracle::{both, readers, readers_at};
use crate::support::{World, in_own_process};
use tidegate::git::{Error, Id, Repository, Side};

#[test]
fn a_branch_before_its_first_commit() {
    in_own_process(|| {
        let world = World::new();
        assert_eq!(both(&world, |reader| reader.head()), None);
        assert_eq!(both(&world, |reader| reader.branch()), Some("main".to_owned()));
        assert_eq!(both(&world, |reader| reader.commit("HEAD")), None);
        assert_eq!(both(&world, |reader| reader.merge_heads()), []);
        world.stage("a", "1").commit("one").git(&["switch", "--quiet", "--orphan", "feature/x"]);
        assert_eq!(both(&world, |reader| reader.head()), None);
        assert_eq!(both(&world, |reader| reader.branch()), Some("feature/x".to_owned()));
    });
}

#[test]
fn a_detached_head_is_on_no_branch() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a", "1").commit("one").git(&["switch", "--quiet", "--detach"]);
        assert!(both(&world, |reader| reader.head()).is_some());
        assert_eq!(both(&world, |reader| reader.branch()), None);
    });
}

#[test]
fn upstream_and_remote_branches() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a", "1").commit("one").branch("feature/x").commit("two").publish();
        assert_eq!(both(&world, |reader| reader.upstream("main")), None);
        world.git(&["branch", "--quiet", "--set-upstream-to=origin/main", "feature/x"]);
        world.git(&["branch", "--quiet", "--set-upstream-to=origin/main", "main"]);
        assert_eq!(both(&world, |reader| reader.upstream("feature/x")), Some("refs/remotes/origin/main".to_owned()));
        assert_eq!(both(&world, |reader| reader.upstream("no/such")), None);
        let branches = both(&world, |reader| reader.remote_branches());
        let names: Vec<_> = branches.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["refs/remotes/origin/feature/x", "refs/remotes/origin/main"]);
        assert_eq!(both(&world, |reader| reader.remote_head("origin")), Some("refs/remotes/origin/main".to_owned()));
        assert_eq!(both(&world, |reader| reader.remote_head("other")), None);
        // A local branch as upstream is not a remote-tracking branch.
        world.git(&["branch", "--quiet", "--set-upstream-to=main", "feature/x"]);
        assert_eq!(both(&world, |reader| reader.upstream("feature/x")), None);
        // An upstream whose branch was deleted still has its name.
        world.git(&["branch", "--quiet", "--set-upstream-to=origin/feature/x", "feature/x"]);
        world.git(&["update-ref", "-d", "refs/remotes/origin/feature/x"]);
        assert_eq!(
            both(&world, |reader| reader.upstream("feature/x")),
            Some("refs/remotes/origin/feature/x".to_owned())
        );
        world.git(&["pack-refs", "--all"]);
        assert_eq!(both(&world, |reader| reader.remote_branches()).len(), 1);
    });
}

#[test]
fn a_revision_is_the_commit_behind_it() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a", "1").commit("one").git(&["tag", "light"]);
        world.git(&["tag", "-a", "-m", "x", "annotated"]);
        world.git(&["tag", "-a", "-m", "x", "nested", "annotated"]);
        world.git(&["tag", "tree", "HEAD^{tree}"]);
        world.git(&["tag", "blob", "HEAD:a"]);
        let commit = |name: &str| both(&world, |reader| reader.commit(name));
        let head = commit("HEAD");
        assert!(head.is_some());
        let nested = world.git(&["rev-parse", "nested"]);
        for name in ["light", "annotated", "nested", "refs/tags/light", "main", "main@{0}", nested.trim()] {
            assert_eq!(commit(name), head, "{name}");
        }
        for name in ["tree", "blob", "no-such", "HEAD~5", "", "-h", "--all", &"1".repeat(40), "a b", "@{u}"] {
            assert_eq!(commit(name), None, "{name}");
        }
    });
}

#[test]
fn the_common_ancestor_of_two_commits() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a", "1").commit("base").branch("one").stage("b", "1").commit("one");
        world.switch("main").stage("c", "1").commit("main");
        world.git(&["switch", "--quiet", "--orphan", "island"]);
        world.stage("d", "1").commit("island");
        let commit = |name: &str| both(&world, |reader| reader.commit(name)).expect("a commit");
        let base = |one: &str, other: &str| both(&world, |reader| reader.merge_base(&commit(one), &commit(other)));
        assert_eq!(base("one", "main"), Some(commit("one~1")));
        assert_eq!(base("one~1", "main"), Some(commit("one~1")));
        assert_eq!(base("main", "main"), Some(commit("main")));
        assert_eq!(base("main", "island"), None);
    });
}

#[test]
fn a_truncated_history_is_reported_as_shallow() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a", "1").commit("one").stage("a", "2").commit("two").publish();
        assert!(readers(&world).iter().all(|reader| !reader.is_shallow()));
        let origin = format!("file://{}", world.root().join("origin.git").display());
        let clone = world.root().join("clone");
        world.git(&["clone", "--quiet", "--depth=1", &origin, clone.to_str().expect("UTF-8")]);
        assert!(readers_at(&clone).iter().all(|reader| reader.is_shallow()));
    });
}

#[test]
fn configuration_is_resolved_as_git_resolves_it() {
    in_own_process(|| {
        let world = World::new();
        world.git(&["config", "core.hooksPath", "a b/c"]);
        world.git(&["config", "tide.empty", ""]);
        world.file(".git/more", "[tide]\n\tgate = included\n").git(&["config", "include.path", "more"]);
        let config = |key: &str| both(&world, |reader| reader.config(key));
        assert_eq!(config("core.hooksPath"), Some("a b/c".to_owned()));
        assert_eq!(config("tide.gate"), Some("included".to_owned()));
        assert_eq!(config("tide.empty"), Some(String::new()));
        assert_eq!(config("tide.none"), None);
    });
}

#[test]
fn places_are_the_same_in_every_layout() {
    in_own_process(|| {
        let world = World::new();
        world.stage("sub/a", "1").commit("one");
        let linked = world.root().join("linked");
        world.git(&["worktree", "add", "--quiet", linked.to_str().expect("UTF-8"), "-b", "other"]);
        let bare = world.root().join("bare.git");
        world.git(&["clone", "--quiet", "--bare", ".", bare.to_str().expect("UTF-8")]);
        for folder in [world.path(""), world.path("sub"), linked, bare] {
            let paths = readers_at(&folder).map(|reader| {
                let paths = reader.paths().clone();
                let real = |path: std::path::PathBuf| path.canonicalize().unwrap_or(path);
                [Some(paths.git_dir), Some(paths.common_dir), paths.work_dir, Some(paths.index_file)]
                    .map(|path| path.map(real))
            });
            assert_eq!(paths[0], paths[1], "{}", folder.display());
        }
    });
}

#[test]
fn a_missing_object_is_an_error() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a", "1").stage("f/b", "2").commit("one").stage("a", "3").commit("two");
        let head = Id::new(world.git(&["rev-parse", "HEAD"]).trim());
        let loose = |expression: &str| {
            let id = world.git(&["rev-parse", expression]);
            world.path(format!(".git/objects/{}/{}", &id[..2], id[2..].trim()))
        };
        let side = Side::Revision(head.clone());
        let older = Id::new(world.git(&["rev-parse", "HEAD~1"]).trim());
        let (blob, folder, parent) = (loose("HEAD:a"), loose("HEAD:f"), loose("HEAD~1"));
        let entries = both(&world, |reader| reader.entries(&side, &|path| path == b"a"));
        std::fs::remove_file(blob).expect("a loose object");
        fails(&world, |reader| reader.read(&entries[0]));
        std::fs::remove_file(folder).expect("a loose object");
        fails(&world, |reader| reader.entries(&side, &|_| true));
        fails(&world, |reader| reader.entry_at(&head, &"f/b".into()));
        fails(&world, |reader| reader.changes(&Side::Empty, &side));
        std::fs::remove_file(parent).expect("a loose object");
        assert_eq!(both(&world, |reader| reader.commit(older.as_str())), None, "it names nothing any more");
        fails(&world, |reader| reader.merge_base(&older, &head));
        fails(&world, |reader| reader.changes(&side, &Side::Revision(older.clone())));
    });
}

#[test]
fn a_damaged_object_is_an_error() {
    in_own_process(|| {
        let world = World::new();
        world.stage("a", "1").commit("one").git(&["tag", "-a", "-m", "x", "v1"]);
        let head = Id::new(world.git(&["rev-parse", "HEAD"]).trim());
        for expression in ["v1", "HEAD", "HEAD^{tree}"] {
            let id = world.git(&["rev-parse", expression]);
            let path = world.path(format!(".git/objects/{}/{}", &id[..2], id[2..].trim()));
            let content = std::fs::read(&path).expect("a loose object");
            std::fs::remove_file(&path).expect("it is read-only");
            std::fs::write(&path, b"x\x9c\x03garbage").expect("a damaged object");
            fails(&world, |reader| match expression {
                "HEAD^{tree}" => reader.entries(&Side::Revision(head.clone()), &|_| true).map(|_| None),
                name => reader.commit(name),
            });
            std::fs::remove_file(&path).expect("the damaged object");
            std::fs::write(&path, content).expect("the object");
        }
        assert_eq!(both(&world, |reader| reader.commit("v1")), Some(head));
    });
}

/// Both readers report an error.
#[track_caller]
fn fails<T: std::fmt::Debug>(world: &World, ask: impl Fn(&dyn Repository) -> Result<T, Error>) {
    for reader in readers(world) {
        let answer = ask(reader.as_ref());
        assert!(answer.is_err(), "{} answers {answer:?}", reader.reader());
    }
}
