//! The forms of a repository. `None` where this git cannot make one.

use super::Corner;
use crate::support::git_is_at_least;

/// A form with the function that makes it.
pub(super) type Layout = fn() -> Option<Corner>;

fn plain() -> Option<Corner> {
    Some(Corner::cloned(&[], &[]))
}

fn linked_work_tree() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    corner.git(&["config", "extensions.worktreeConfig", "true"]);
    corner.git(&["worktree", "add", "--quiet", "-b", "linked", "../linked"]);
    let top = corner.world.root().join("linked");
    Some(corner.at(top))
}

fn bare_with_a_work_tree() -> Option<Corner> {
    let corner = Corner::cloned(&[], &["--bare"]);
    corner.git(&["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]);
    corner.git(&["fetch", "--quiet", "origin"]);
    corner.git(&["worktree", "add", "--quiet", "-b", "linked", "../linked"]);
    let top = corner.world.root().join("linked");
    Some(corner.at(top))
}

fn submodule() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    let outer = corner.world.root().join("outer");
    let place = outer.to_str().expect("UTF-8");
    corner.git(&["init", "--quiet", place]);
    corner.git(&["-C", place, "submodule", "--quiet", "add", "../origin.git", "lib/db"]);
    Some(corner.at(outer.join("lib/db")))
}

fn separate_git_dir() -> Option<Corner> {
    Some(Corner::cloned(&[], &["--separate-git-dir=apart.git"]))
}

fn sparse_checkout() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    corner.git(&["sparse-checkout", "set", "--cone", "--no-sparse-index", "src"]);
    Some(corner)
}

fn sparse_index() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    corner.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "src"]);
    assert!(corner.git(&["ls-files", "--sparse"]).contains("supabase/\n"), "the index is sparse");
    Some(corner)
}

fn split_index() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    corner.git(&["config", "core.splitIndex", "true"]);
    corner.git(&["config", "splitIndex.maxPercentChange", "100"]);
    corner.git(&["update-index", "--split-index"]);
    Some(corner)
}

fn index_version_4_and_caches() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    for (key, value) in [("index.version", "4"), ("core.untrackedCache", "true"), ("index.skipHash", "true")] {
        corner.git(&["config", key, value]);
    }
    corner.git(&["update-index", "--index-version=4", "--force-write-index"]);
    Some(corner)
}

fn reftable() -> Option<Corner> {
    git_is_at_least(2, 45, "reftable").then(|| Corner::cloned(&[], &["--ref-format=reftable"]))
}

fn sha256() -> Option<Corner> {
    Some(Corner::cloned(&["--object-format=sha256"], &[]))
}

fn blobless() -> Option<Corner> {
    Some(Corner::cloned(&[], &["--filter=blob:none"]))
}

fn blobless_and_sparse() -> Option<Corner> {
    Some(Corner::cloned(&[], &["--filter=blob:none", "--sparse"]))
}

fn treeless() -> Option<Corner> {
    Some(Corner::cloned(&[], &["--filter=tree:0"]))
}

fn shallow() -> Option<Corner> {
    Some(Corner::cloned(&[], &["--depth=1"]))
}

fn single_branch() -> Option<Corner> {
    Some(Corner::cloned(&[], &["--single-branch", "--no-tags"]))
}

fn alternates() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    corner.git(&["clone", "--quiet", "--shared", ".", "../shared"]);
    let top = corner.world.root().join("shared");
    let corner = corner.at(top);
    corner.git(&["remote", "set-url", "origin", "../origin.git"]);
    corner.git(&["fetch", "--quiet", "origin"]);
    Some(corner)
}

fn packed() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    corner.git(&["gc", "--quiet"]);
    corner.git(&["pack-refs", "--all"]);
    Some(corner)
}

fn replaced_objects() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    let older = corner.git(&["commit-tree", "-m", "an older history", "HEAD^{tree}"]);
    corner.git(&["replace", "--graft", "origin/main", older.trim()]);
    corner.git(&["pack-refs", "--all"]);
    Some(corner)
}

fn a_remote_with_slashes() -> Option<Corner> {
    Some(Corner { remote: "team/db", ..Corner::cloned(&[], &["--origin=team/db"]) })
}

fn a_renamed_default_branch() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    corner.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/former"]);
    Some(corner)
}

fn names_that_look_like_others() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    corner.git(&["commit", "--quiet", "--allow-empty", "-m", "elsewhere"]);
    for name in ["refs/heads/origin/main", "refs/tags/origin/main", "refs/heads/HEAD", "refs/tags/main"] {
        corner.git(&["update-ref", name, "HEAD"]);
    }
    corner.git(&["update-ref", "refs/heads/refs/remotes/origin/main", "HEAD"]);
    corner.git(&["reset", "--quiet", "--hard", "refs/remotes/origin/main"]);
    Some(corner)
}

fn settings_that_change_output() -> Option<Corner> {
    let corner = Corner::cloned(&[], &[]);
    let settings = [
        ("core.splitIndex", "true"),
        ("core.fsmonitor", "false"),
        ("diff.external", "false"),
        ("diff.noprefix", "true"),
        ("diff.renames", "copies"),
        ("diff.relative", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("core.quotePath", "false"),
        ("core.abbrev", "5"),
        ("color.ui", "always"),
        ("core.pager", "false"),
        ("core.logAllRefUpdates", "always"),
        ("log.showSignature", "true"),
    ];
    for (key, value) in settings {
        corner.git(&["config", key, value]);
    }
    corner.git(&["update-index", "--split-index"]);
    Some(corner)
}

/// Every form with its name.
pub(super) const ALL: [(&str, Layout); 23] = [
    ("plain", plain),
    ("linked work tree", linked_work_tree),
    ("bare with a work tree", bare_with_a_work_tree),
    ("submodule", submodule),
    ("separate git dir", separate_git_dir),
    ("sparse checkout", sparse_checkout),
    ("sparse index", sparse_index),
    ("split index", split_index),
    ("index version 4", index_version_4_and_caches),
    ("reftable", reftable),
    ("SHA-256", sha256),
    ("blobless", blobless),
    ("blobless and sparse", blobless_and_sparse),
    ("treeless", treeless),
    ("shallow", shallow),
    ("single branch", single_branch),
    ("alternates", alternates),
    ("packed", packed),
    ("replaced objects", replaced_objects),
    ("a remote with slashes", a_remote_with_slashes),
    ("a renamed default branch", a_renamed_default_branch),
    ("names that look like others", names_that_look_like_others),
    ("settings that change output", settings_that_change_output),
];
