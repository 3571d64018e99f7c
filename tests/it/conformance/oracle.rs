//! Asking both readers, and what git itself says.

use crate::support::World;
use std::fmt::Debug;
use std::path::Path;
use tidegate::git::{self, Change, Content, Entry, Environment, Id, Mode, Repository, Side};
use tidegate::text::RelPath;

/// Both readers of the repository at the world's top.
pub(super) fn readers(world: &World) -> [Box<dyn Repository>; 2] {
    readers_at(world.top())
}

/// Both readers of the repository that `folder` belongs to.
pub(super) fn readers_at(folder: &Path) -> [Box<dyn Repository>; 2] {
    let environment = Environment { current_dir: folder.to_path_buf(), ..Environment::default() };
    let fast = git::open(&environment).expect("libgit2 opens it");
    assert_eq!(fast.reader(), "libgit2");
    [fast, git::open_with_git(&environment).expect("git opens it")]
}

/// The one answer of both readers.
#[track_caller]
pub(super) fn both<T: PartialEq + Debug>(world: &World, ask: impl Fn(&dyn Repository) -> Result<T, git::Error>) -> T {
    let [fast, slow] = readers(world).map(|reader| ask(reader.as_ref()).expect("an answer"));
    assert_eq!(fast, slow, "libgit2 (left) and git (right) answer differently");
    fast
}

/// Everything a reader can say of a repository's content: each side listed and read, each
/// pair of sides compared, and the differences compared with `git diff`.
#[track_caller]
pub(super) fn check_all_sides(world: &World) {
    let revisions = world.git(&["rev-list", "--all", "--max-count=6"]);
    let mut sides = vec![Side::Empty, Side::Index, Side::WorkTree];
    sides.extend(revisions.lines().map(|id| Side::Revision(Id::new(id))));
    for side in &sides {
        let entries = both(world, |reader| reader.entries(side, &|_| true));
        both(world, |reader| entries.iter().map(|entry| reader.read(entry)).collect::<Result<Vec<_>, _>>());
        let mut sorted = entries.clone();
        sorted.sort_by(|one, other| one.path.cmp(&other.path));
        assert_eq!(entries, sorted, "entries of {side:?} are in order");
        if let Side::Revision(commit) = side {
            for entry in &entries {
                let found = both(world, |reader| reader.entry_at(commit, &entry.path));
                assert_eq!(found.as_ref(), Some(entry));
                let below = entry.path.join("no/such");
                assert_eq!(both(world, |reader| reader.entry_at(commit, &below)), None);
                let parent = entry.path.parent();
                assert_eq!(both(world, |reader| reader.entry_at(commit, &parent)), None, "a folder is no entry");
            }
        }
        for base in &sides {
            let changes = both(world, |reader| reader.changes(base, side));
            if let Some(expected) = git_diff(world, base, side) {
                assert_eq!(changes, expected, "{base:?} to {side:?}, git on the right");
            }
        }
    }
    both(world, |reader| reader.unmerged());
}

/// The difference of two sides as `git diff` prints it, for sides that git can compare.
pub(super) fn git_diff(world: &World, base: &Side, target: &Side) -> Option<Vec<Change>> {
    const RAW: [&str; 5] = ["--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=none"];
    let empty = world.git(&["hash-object", "-t", "tree", "/dev/null"]);
    let tree = |side: &Side| match side {
        Side::Empty => Some(empty.trim().to_owned()),
        Side::Revision(commit) => Some(commit.to_string()),
        Side::Index | Side::WorkTree => None,
    };
    let output = match (tree(base)?, target, tree(target)) {
        (base, Side::Index, _) => raw(world, &[&["diff", "--cached"][..], &RAW, &[&base]].concat()),
        (base, _, Some(target)) => raw(world, &[&["diff-tree", "-r"][..], &RAW, &[&base, &target]].concat()),
        _ => return None,
    };
    Some(parse(&output))
}

/// Git's output as bytes: paths need not be UTF-8.
fn raw(world: &World, arguments: &[&str]) -> Vec<u8> {
    let output = world.from_folder("").command("git").args(arguments).output().expect("git starts");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// `:<mode> <mode> <id> <id> <status>\0<path>\0`, changes of the executable bit alone and
/// unmerged paths left out.
fn parse(output: &[u8]) -> Vec<Change> {
    let mut fields = output.split(|byte| *byte == 0);
    let mut changes = Vec::new();
    while let Some(head) = fields.next().filter(|head| !head.is_empty()) {
        let path = fields.next().expect("a path follows");
        let head = String::from_utf8(head.to_vec()).expect("modes and ids are ASCII");
        let words: Vec<&str> = head[1..].split(' ').collect();
        let side = |mode: &str, id: &str| {
            let mode = match &mode[..2] {
                "00" => return None,
                "12" => Mode::Symlink,
                "16" => Mode::Submodule,
                _ => Mode::File,
            };
            Some(Entry { path: RelPath::new(path), mode, content: Content::Blob(Id::new(id)) })
        };
        let change = Change { old: side(words[0], words[2]), new: side(words[1], words[3]) };
        if words[4] != "U" && change.old != change.new {
            changes.push(change);
        }
    }
    changes
}
