//! Files of a repository that are pipes, sockets or devices. Git and libgit2 open whatever has the name, and would wait
//! without end.

use crate::support::{CommandResult, GOOD, World, assert_stored, migration, tidegate_binary};
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug)]
enum Kind {
    Pipe,
    LinkToPipe,
    Socket,
    Device,
}

impl Kind {
    /// Puts the file in place of what has the name.
    fn put(self, path: &Path, root: &Path) {
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        }
        let _ = fs::remove_file(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        match self {
            Self::Pipe => pipe(path),
            Self::LinkToPipe => {
                pipe(&root.join("pipe"));
                symlink(root.join("pipe"), path).unwrap();
            }
            // The path of a socket may only have a hundred bytes.
            Self::Socket => {
                drop(UnixListener::bind(root.join("s")).unwrap());
                fs::rename(root.join("s"), path).unwrap();
            }
            Self::Device => symlink("/dev/zero", path).unwrap(),
        }
    }
}

/// A cloned repository with a published and a staged migration, and its hook.
fn repository() -> World {
    let world = World::new();
    world.stage(&migration(5, "first"), GOOD).commit("first").publish().branch("work");
    world.stage(&migration(6, "second"), "create table public.b (id bigint primary key);\n");
    world
}

/// Runs tidegate, for a minute at most.
#[track_caller]
fn bounded(world: &World, arguments: &str, what: &str) -> CommandResult {
    let mut command = world.from_folder("").command(tidegate_binary());
    command.args(arguments.split(' ')).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let begin = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begin.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{what}: `tidegate {arguments}` hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    CommandResult::from(child.wait_with_output().unwrap())
}

/// The commands end with an error that names the file.
#[track_caller]
fn check(file: &str, kind: Kind, commands: &[&str]) {
    for arguments in commands {
        let world = repository();
        kind.put(&world.path(file), world.root());
        let what = format!("{file} {kind:?}");
        let ran = bounded(&world, arguments, &what);
        assert_eq!(ran.code, Some(3), "{what}: `tidegate {arguments}`: {ran}");
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        assert!(ran.text().contains(name), "{what}: `tidegate {arguments}`: {ran}");
    }
}

#[test]
fn every_command_names_a_file_of_the_git_folder_that_cannot_be_read_to_its_end() {
    for (at, file) in [
        "index",
        "packed-refs",
        "shallow",
        "info/grafts",
        "info/exclude",
        "info/attributes",
        "info/sparse-checkout",
        "objects/info/alternates",
        "objects/info/commit-graph",
        "objects/pack/multi-pack-index",
        "config",
        "config.worktree",
        "gitdir",
        "MERGE_HEAD",
        "rebase-merge/head-name",
        "rebase-apply/head-name",
    ]
    .into_iter()
    .enumerate()
    {
        let kinds = [Kind::Pipe, Kind::LinkToPipe, Kind::Socket, Kind::Device];
        let commands =
            ["check", "check --all", "run pre-commit", "check --from-ref origin/main --to-ref HEAD", "install"];
        let file = format!(".git/{file}");
        check(&file, Kind::Pipe, &commands);
        check(&file, kinds[at % 4], &["check"]);
    }
}

#[test]
fn a_reference_or_an_object_that_is_a_pipe_is_named() {
    check(".git/refs/heads/work", Kind::Pipe, &["check", "check --all", "check --fix"]);
    check(".git/refs/remotes/origin/main", Kind::Pipe, &["check --all", "check --from-ref origin/main --to-ref HEAD"]);
    check(".git/refs/remotes/origin/HEAD", Kind::LinkToPipe, &["check --all"]);
    let world = repository();
    let staged = world.git(&["rev-parse", &format!(":{}", migration(6, "second"))]);
    let head = world.git(&["rev-parse", "HEAD"]);
    for id in [staged.trim(), head.trim()] {
        for kind in [Kind::Pipe, Kind::Device] {
            check(&format!(".git/objects/{}/{}", &id[..2], &id[2..]), kind, &["check"]);
        }
    }
}

#[test]
fn a_file_that_only_git_reads_is_named_as_well() {
    for file in [".git/refs/heads/other", ".git/refs/remotes/origin/main", ".git/info/exclude"] {
        let world = repository();
        world.git(&["update-index", "--split-index"]);
        Kind::Pipe.put(&world.path(file), world.root());
        bounded(&world, "check", file).exits(3).prints(&[file, "it is a named pipe"]).done();
    }
    let world = repository();
    world.git(&["update-index", "--split-index"]);
    let shared = fs::read_dir(world.path(".git")).unwrap().map(|entry| entry.unwrap().path());
    let shared = shared.into_iter().find(|path| path.to_string_lossy().contains("sharedindex.")).unwrap();
    Kind::Pipe.put(&shared, world.root());
    bounded(&world, "check", "sharedindex").exits(3).prints(&["sharedindex.", "it is a named pipe"]).done();
}

#[test]
fn ignore_files_and_files_of_the_user_are_looked_at_before_they_are_read() {
    check(".gitignore", Kind::Pipe, &["check --all"]);
    check(".gitignore", Kind::LinkToPipe, &["check --all"]);
    check("supabase/.gitignore", Kind::LinkToPipe, &["check --all"]);
    check("../home/.gitconfig", Kind::Pipe, &["check", "check --all", "install"]);
    check("../home/.config/git/ignore", Kind::Pipe, &["check --all"]);
    let world = repository();
    Kind::Pipe.put(&world.root().join("ignore"), world.root());
    world.git(&["config", "core.excludesFile", world.root().join("ignore").to_str().unwrap()]);
    bounded(&world, "check --all", "core.excludesFile").exits(3).prints(&["/ignore: it is a named pipe"]).done();
}

#[test]
fn tidegates_own_files_and_hooks_are_no_exception() {
    check(".git/tidegate/lock", Kind::Pipe, &["install"]);
    check(".git/tidegate", Kind::Pipe, &["install"]);
    for file in [".git/hooks/pre-commit", ".git/hooks/pre-push", ".git/tidegate/journal"] {
        for arguments in ["install", "doctor", "uninstall"] {
            let world = repository();
            Kind::Pipe.put(&world.path(file), world.root());
            let ran = bounded(&world, arguments, file);
            assert!(ran.code.is_some_and(|code| code <= 3), "{file}: {ran}");
        }
    }
}

/// Folders of a branch that are nested deeper than any program's stack.
#[test]
fn folders_without_end_are_an_error() {
    let world = repository();
    let objects = git2::Repository::open(world.top()).unwrap();
    let blob = objects.blob(GOOD.as_bytes()).unwrap();
    let mut tree = blob;
    for level in 0..20_000 {
        let mut builder = objects.treebuilder(None).unwrap();
        builder.insert("x", tree, if level == 0 { 0o100_644 } else { 0o040_000 }).unwrap();
        tree = builder.write().unwrap();
    }
    let commit = world.git(&["commit-tree", &tree.to_string(), "-p", "HEAD", "-m", "deep"]);
    let range = format!("check --from-ref origin/main --to-ref {}", commit.trim());
    bounded(&world, &range, "a range").exits(3).prints(&["nested more than 2048 folders deep"]).done();
    // The branch is checked out as far as an index goes.
    world.file(".git/refs/heads/work", commit.as_bytes());
    bounded(&world, "check", "a commit").exits(3).prints(&["nested more than 2048 folders deep"]).done();
    world.stage_as("100644", "x/".repeat(20_000) + "a.sql", GOOD);
    world.git(&["symbolic-ref", "HEAD", "refs/heads/main"]);
    bounded(&world, "check", "an index").exits(3).prints(&["nested more than 2048 folders deep"]).done();
}

/// Four trees of a thousand entries have a billion files, and take 150 KB.
#[test]
fn folders_that_repeat_each_other_are_an_error() {
    let world = repository();
    let objects = git2::Repository::open(world.top()).unwrap();
    let mut tree = objects.blob(GOOD.as_bytes()).unwrap();
    for level in 0..3 {
        let mut builder = objects.treebuilder(None).unwrap();
        for number in 0..1_000 {
            builder.insert(format!("{number:03}"), tree, if level == 0 { 0o100_644 } else { 0o040_000 }).unwrap();
        }
        tree = builder.write().unwrap();
    }
    let commit = world.git(&["commit-tree", &tree.to_string(), "-p", "HEAD", "-m", "many"]);
    let repeated = "the same folders are repeated until they have more than 1000000 entries";
    let range = format!("check --from-ref origin/main --to-ref {}", commit.trim());
    bounded(&world, &range, "a range").exits(3).prints(&["the folder", repeated]).done();
    // The branch is checked out as far as an index goes.
    world.file(".git/refs/heads/work", commit.as_bytes());
    bounded(&world, "check", "a commit").exits(3).prints(&["the folder", repeated]).done();
    // A thousand equal folders are not an attack.
    let equal = tree_at(&objects, &commit, "000");
    let commit = world.git(&["commit-tree", &equal, "-p", "origin/main", "-m", "copies"]);
    let range = format!("check --all --to-ref {}", commit.trim());
    bounded(&world, &range, "copies").does_not_print(&[repeated]).done();
}

/// Of two entries of one name, git checks out one.
#[test]
fn a_tree_that_has_a_name_twice_is_an_error() {
    for split in [false, true] {
        let world = repository();
        let objects = git2::Repository::open(world.top()).unwrap();
        let head = world.git(&["rev-parse", "HEAD"]);
        let name = migration(5, "first");
        let (folder, name) = name.rsplit_once('/').unwrap();
        let edited = objects.blob(b"select 1;\n").unwrap();
        let kept = git2::Oid::from_str(&tree_at(&objects, &head, &format!("{folder}/{name}"))).unwrap();
        let entry = |id: git2::Oid| [format!("100644 {name}\0").as_bytes(), id.as_bytes()].concat();
        let double = [entry(edited), entry(kept)].concat();
        let mut tree = objects.odb().unwrap().write(git2::ObjectType::Tree, &double).unwrap();
        for part in folder.rsplit('/') {
            let mut builder = objects.treebuilder(None).unwrap();
            builder.insert(part, tree, 0o040_000).unwrap();
            tree = builder.write().unwrap();
        }
        let commit = world.git(&["commit-tree", &tree.to_string(), "-p", "HEAD", "-m", "double"]);
        if split {
            world.git(&["update-index", "--split-index"]);
        }
        let range = format!("check --from-ref origin/main --to-ref {}", commit.trim());
        bounded(&world, &range, "a range").exits(3).done();
    }
}

fn tree_at(objects: &git2::Repository, commit: &str, path: &str) -> String {
    let commit = objects.find_commit(git2::Oid::from_str(commit.trim()).unwrap()).unwrap();
    commit.tree().unwrap().get_path(Path::new(path)).unwrap().id().to_string()
}

#[test]
fn a_file_linked_to_the_null_device_is_an_empty_one() {
    for file in [".git/info/exclude", "../home/.gitconfig", ".git/info/attributes"] {
        let world = repository();
        let path = world.path(file);
        let _ = fs::remove_file(&path);
        symlink("/dev/null", &path).unwrap();
        bounded(&world, "check", file).passes().done();
        bounded(&world, "check --all", file).passes().done();
    }
}

#[test]
fn the_message_says_what_the_file_is() {
    let mut text = String::new();
    for (file, kind) in [("info/grafts", Kind::Pipe), ("packed-refs", Kind::Device), ("MERGE_HEAD", Kind::Socket)] {
        let world = repository();
        Kind::put(kind, &world.path(format!(".git/{file}")), world.root());
        let ran = bounded(&world, "check", file).text().replace(&world.root().display().to_string(), "[TEMP]");
        text.push_str(&format!("{file}: {kind:?}\n{ran}\n"));
    }
    assert_stored("special-files", &text);
}
