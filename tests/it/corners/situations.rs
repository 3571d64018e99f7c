//! The situations, each with the verdict that follows from it. A situation begins on a branch of its own
//! at the published commit.

use super::{BAD, COMMIT, Corner, bad, first};
use crate::support::{CommandResult, GOOD, migration};

/// A situation: what is done, and the rule that blocks it, if one does.
pub(super) struct Situation {
    pub(super) name: &'static str,
    pub(super) run: fn(&Corner) -> CommandResult,
    pub(super) blocked_by: Option<&'static str>,
}

const EDITED: &str = "edited-migration";
const DUPLICATE: &str = "duplicate-version";

fn commit(corner: &Corner) -> CommandResult {
    corner.try_git(&COMMIT)
}

fn push(corner: &Corner, arguments: &[&str]) -> CommandResult {
    corner.try_git(&[&["push", "--quiet"], arguments].concat())
}

/// A branch `theirs` with a migration, and the current one with another.
fn two_branches<'a>(corner: &'a Corner, theirs: &str, ours: &str) -> &'a Corner {
    corner.branch("theirs").stage(theirs, GOOD).commit("theirs");
    corner.branch("ours").stage(ours, GOOD).commit("ours").git(&["checkout", "--quiet", "--force"]);
    corner
}

/// Rewrites one's own unpublished migration.
fn polish(corner: &Corner) -> &Corner {
    corner.stage(&migration(7, "mine"), "create table public.mine (id bigint primary key);\n")
}

fn rebase_and_stop(corner: &Corner) {
    corner.branch("mine").stage(&migration(7, "mine"), GOOD).commit("mine").commit("later");
    corner.git(&["checkout", "--quiet", "--force"]);
    let view = corner.world.from_folder(&corner.top).with("GIT_SEQUENCE_EDITOR", "sed -i.old -e '1s/^pick/edit/'");
    view.git(&["rebase", "--quiet", "-i", "--keep-empty", "base"]);
}

pub(super) const ALL: [Situation; 33] = [
    Situation {
        name: "a good migration",
        run: |corner| commit(corner.branch("x").stage(&migration(7, "good"), GOOD)),
        blocked_by: None,
    },
    Situation {
        name: "a bad name",
        run: |corner| commit(corner.branch("x").stage(&bad(7), GOOD)),
        blocked_by: Some(BAD),
    },
    Situation {
        name: "a published migration deleted",
        run: |corner| commit(corner.branch("x").unstage(&first())),
        blocked_by: Some(EDITED),
    },
    Situation {
        name: "a published migration edited",
        run: |corner| commit(corner.branch("x").stage(&first(), "select 1;\n")),
        blocked_by: Some(EDITED),
    },
    Situation {
        name: "a published migration renamed",
        run: |corner| commit(corner.branch("x").unstage(&first()).stage(&migration(5, "other"), GOOD)),
        blocked_by: Some(EDITED),
    },
    Situation {
        name: "a file beside the migrations",
        run: |corner| commit(corner.branch("x").stage("src/other.c", "int x;\n")),
        blocked_by: None,
    },
    Situation {
        name: "a commit with literal pathspecs",
        run: |corner| {
            let corner = corner.branch("x").stage(&bad(7), GOOD);
            corner.try_git(&["--literal-pathspecs", "commit", "--quiet", "-m", "x"])
        },
        blocked_by: Some(BAD),
    },
    Situation {
        name: "an amended commit",
        run: |corner| {
            corner.branch("x").stage(&migration(7, "good"), GOOD).commit("x").stage(&bad(8), GOOD);
            corner.try_git(&["commit", "--quiet", "--amend", "-m", "x"])
        },
        blocked_by: Some(BAD),
    },
    Situation {
        name: "commit -a of an edited file",
        run: |corner| {
            corner.branch("x");
            std::fs::write(corner.top.join("README.md"), "Other words.\n").expect("a file");
            corner.unstage(&first()).try_git(&["commit", "--quiet", "-a", "-m", "x"])
        },
        blocked_by: Some(EDITED),
    },
    Situation {
        name: "commit of a path beside a bad one",
        run: |corner| {
            corner.branch("x").stage(&bad(7), GOOD);
            std::fs::write(corner.top.join("README.md"), "Other words.\n").expect("a file");
            corner.try_git(&["commit", "--quiet", "-m", "x", "--", "README.md"])
        },
        blocked_by: None,
    },
    Situation {
        name: "a polished migration of one's own",
        run: |corner| {
            corner.branch("x").stage(&migration(7, "mine"), GOOD).commit("mine");
            commit(polish(corner))
        },
        blocked_by: None,
    },
    Situation {
        name: "a polished migration on a detached HEAD",
        run: |corner| {
            corner
                .branch("x")
                .stage(&migration(7, "mine"), GOOD)
                .commit("mine")
                .git(&["checkout", "--quiet", "--detach"]);
            polish(corner).try_git(&["commit", "--quiet", "--amend", "-m", "x"])
        },
        blocked_by: None,
    },
    Situation {
        name: "a published migration edited on a detached HEAD",
        run: |corner| {
            corner.branch("x").git(&["checkout", "--quiet", "--detach"]);
            commit(corner.stage(&first(), "select 1;\n"))
        },
        blocked_by: Some(EDITED),
    },
    Situation {
        name: "a polished migration in a rebase",
        run: |corner| {
            rebase_and_stop(corner);
            let ran = polish(corner).try_git(&["commit", "--quiet", "--amend", "-m", "x"]);
            corner.git(&["rebase", "--quit"]);
            ran
        },
        blocked_by: None,
    },
    Situation {
        name: "a published migration edited in a rebase",
        run: |corner| {
            rebase_and_stop(corner);
            let ran = corner.stage(&first(), "select 1;\n").try_git(&["commit", "--quiet", "--amend", "-m", "x"]);
            corner.git(&["rebase", "--quit"]);
            ran
        },
        blocked_by: Some(EDITED),
    },
    Situation {
        name: "a good merge",
        run: |corner| {
            two_branches(corner, &migration(8, "theirs"), &migration(9, "ours"));
            corner.try_git(&["merge", "--quiet", "--no-edit", "theirs"])
        },
        blocked_by: None,
    },
    Situation {
        name: "a merge of one version",
        run: |corner| {
            two_branches(corner, &migration(9, "theirs"), &migration(9, "ours"));
            corner.try_git(&["merge", "--quiet", "--no-edit", "theirs"])
        },
        blocked_by: Some(DUPLICATE),
    },
    Situation {
        name: "a merge of an annotated tag",
        run: |corner| {
            two_branches(corner, &migration(8, "theirs"), &migration(9, "ours"));
            corner.git(&["tag", "--force", "-a", "-m", "x", "v1", "theirs"]);
            corner.git(&["tag", "--force", "-a", "-m", "x", "v2", "v1"]);
            corner.git(&["merge", "--quiet", "--no-commit", "v2"]);
            commit(corner)
        },
        blocked_by: None,
    },
    Situation {
        name: "a merge of an annotated tag with one version",
        run: |corner| {
            two_branches(corner, &migration(9, "theirs"), &migration(9, "ours"));
            corner.git(&["tag", "--force", "-a", "-m", "x", "v1", "theirs"]);
            corner.try_git(&["merge", "--quiet", "--no-edit", "v1"])
        },
        blocked_by: Some(DUPLICATE),
    },
    Situation {
        name: "a good squash merge",
        run: |corner| {
            two_branches(corner, &migration(9, "theirs"), &migration(8, "ours"));
            corner.git(&["merge", "--quiet", "--squash", "theirs"]);
            commit(corner)
        },
        blocked_by: None,
    },
    Situation {
        name: "a squash merge of one version",
        run: |corner| {
            two_branches(corner, &migration(9, "theirs"), &migration(9, "ours"));
            corner.git(&["merge", "--quiet", "--squash", "theirs"]);
            commit(corner)
        },
        blocked_by: Some(DUPLICATE),
    },
    Situation {
        name: "a merge that leaves out their migration",
        run: |corner| {
            two_branches(corner, &migration(9, "theirs"), &migration(8, "ours"));
            corner.git(&["merge", "--quiet", "--no-commit", "theirs"]);
            commit(corner.unstage(&first()))
        },
        blocked_by: Some(EDITED),
    },
    Situation {
        name: "a cherry-pick that is committed by hand",
        run: |corner| {
            two_branches(corner, &bad(9), &migration(8, "ours"));
            corner.git(&["cherry-pick", "--no-commit", "theirs"]);
            commit(corner)
        },
        blocked_by: Some(BAD),
    },
    Situation {
        name: "a pushed branch",
        run: |corner| {
            corner.branch("x").stage(&migration(7, "good"), GOOD).commit("good");
            push(corner, &[corner.remote, "refs/heads/x:refs/heads/good"])
        },
        blocked_by: None,
    },
    Situation {
        name: "a pushed branch with a bad name",
        run: |corner| {
            corner.branch("x").stage(&bad(7), GOOD).commit("bad");
            push(corner, &[corner.remote, "refs/heads/x:refs/heads/bad"])
        },
        blocked_by: Some(BAD),
    },
    Situation {
        name: "a pushed edit of a published migration",
        run: |corner| {
            corner.branch("x").stage(&first(), "select 1;\n").commit("edited");
            push(corner, &[corner.remote, "refs/heads/x:refs/heads/edited"])
        },
        blocked_by: Some(EDITED),
    },
    Situation {
        name: "a forced push that removes a published migration",
        run: |corner| {
            corner.branch("x").unstage(&first());
            corner.git(&["commit", "--quiet", "--no-verify", "--amend", "-m", "gone"]);
            push(corner, &["--force", corner.remote, "refs/heads/x:refs/heads/main"])
        },
        blocked_by: Some(EDITED),
    },
    Situation {
        name: "a pushed expression with blanks",
        run: |corner| {
            corner.branch("x").stage(&migration(7, "good"), GOOD).commit("fix a bug");
            push(corner, &[corner.remote, "HEAD^{/fix a bug}:refs/heads/expression"])
        },
        blocked_by: None,
    },
    Situation {
        name: "a pushed annotated tag",
        run: |corner| {
            corner.branch("x").stage(&bad(7), GOOD).commit("bad");
            corner.git(&["tag", "--force", "-a", "-m", "x", "release"]);
            push(corner, &[corner.remote, "refs/tags/release"])
        },
        blocked_by: Some(BAD),
    },
    Situation {
        name: "a deleted branch",
        run: |corner| push(corner.branch("x"), &[corner.remote, ":refs/heads/good"]),
        blocked_by: None,
    },
    Situation {
        name: "a range",
        run: |corner| {
            corner.branch("x").stage(&bad(7), GOOD).commit("bad");
            corner.tidegate("check --from-ref refs/tags/base --to-ref refs/heads/x")
        },
        blocked_by: Some(BAD),
    },
    Situation {
        name: "a folder by name",
        run: |corner| {
            corner.branch("x").stage(&bad(7), GOOD);
            corner.tidegate("check supabase")
        },
        blocked_by: Some(BAD),
    },
    Situation {
        name: "everything",
        run: |corner| {
            corner.branch("x");
            corner.tidegate("check --all").prints(&["1 file of the working tree"])
        },
        blocked_by: None,
    },
];
