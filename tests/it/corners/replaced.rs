//! Objects that `git replace` and grafts replace: a commit is made in the view that git shows, a push sends what is
//! stored.

use super::{BAD, COMMIT, Corner, bad, first};
use crate::support::{CommandResult, GOOD, migration};

const NOTE: &str = "note: this repository replaces objects";

fn push(corner: &Corner, target: &str) -> CommandResult {
    corner.try_git(&["push", "--quiet", "origin", &format!("HEAD:refs/heads/{target}")])
}

fn id(corner: &Corner, name: &str) -> String {
    corner.git(&["rev-parse", "--verify", name]).trim().to_owned()
}

/// The forms of a repository that are read in different ways.
fn forms() -> Vec<Corner> {
    let split = Corner::cloned(&[], &[]);
    split.git(&["update-index", "--split-index"]);
    vec![
        Corner::cloned(&[], &[]),
        split,
        Corner::cloned(&["--object-format=sha256"], &[]),
        Corner::cloned(&[], &["--filter=blob:none"]),
    ]
}

#[test]
fn a_push_is_checked_without_replacements() {
    for is_packed in [false, true] {
        for corner in forms() {
            let corner = corner.with_hooks();
            // The good state, which replaces the bad one in every way there is.
            corner.branch("good").stage(&migration(7, "good"), GOOD).commit("good");
            let good = id(&corner, "HEAD");
            corner.branch("bad").stage(&bad(7), GOOD).commit("bad");
            for (kind, name) in [("commit", ""), ("tree", "^{tree}")] {
                corner.git(&["replace", &id(&corner, &format!("HEAD{name}")), &id(&corner, &format!("{good}{name}"))]);
                if is_packed {
                    corner.git(&["pack-refs", "--all"]);
                }
                push(&corner, "x").has_problems().prints(&[BAD, NOTE]).done();
                let range = "check --from-ref refs/remotes/origin/main --to-ref HEAD";
                corner.tidegate(range).has_problems().prints(&[BAD, NOTE]).done();
                corner.git(&["replace", "-d", &id(&corner, &format!("HEAD{name}"))]);
                assert!(corner.git(&["replace", "--list"]).is_empty(), "{kind}");
            }
            // A published migration whose edit is not shown.
            corner.branch("edited").stage(&first(), "select 1;\n").commit("edited");
            corner.git(&[
                "replace",
                &id(&corner, &format!("HEAD:{}", first())),
                &id(&corner, &format!("base:{}", first())),
            ]);
            push(&corner, "x").has_problems().prints(&["edited-migration", NOTE]).done();
            // Settings that silence the check, shown only here.
            corner.branch("settings").stage("tidegate.toml", "ignore = [\"supabase/migrations\"]\n").commit("silent");
            let silent = id(&corner, "HEAD:tidegate.toml");
            corner.branch("loud").stage("tidegate.toml", "# nothing\n").stage(&bad(8), GOOD).commit("loud");
            corner.git(&["replace", &id(&corner, "HEAD:tidegate.toml"), &silent]);
            push(&corner, "x").has_problems().prints(&[BAD]).done();
        }
    }
}

#[test]
fn a_push_is_checked_without_grafts() {
    for corner in forms().into_iter().take(2) {
        let corner = corner.with_hooks();
        corner.branch("old").stage(&bad(6), GOOD).commit("an old sin");
        corner.git(&["push", "--quiet", "--no-verify", "origin", "HEAD:main"]);
        let published = id(&corner, "HEAD");
        corner.stage(&migration(7, "good"), GOOD).commit("good");
        let graft = |text: String| {
            let folder = std::path::PathBuf::from(corner.git(&["rev-parse", "--git-common-dir"]).trim());
            let folder = corner.top.join(folder).join("info");
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(folder.join("grafts"), text).expect("a file");
        };
        // Without its parents nothing of the branch seems to be published.
        graft(format!("{}\n", id(&corner, "HEAD")));
        push(&corner, "x").passes().does_not_print(&[BAD]).done();
        // With the remote's branch as a parent, everything seems to be.
        corner.branch("bad").stage(&bad(8), GOOD).commit("bad").commit("later");
        graft(format!("{published} {}\n", id(&corner, "HEAD~1")));
        push(&corner, "y").has_problems().prints(&[BAD]).done();
        corner.tidegate("check --from-ref refs/remotes/origin/main --to-ref HEAD").has_problems().prints(&[BAD]).done();
    }
}

#[test]
fn a_commit_is_compared_with_what_git_shows() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    // HEAD is shown with the migration that it lacks.
    corner.branch("shown").stage(&bad(7), GOOD).commit("shown");
    let shown = id(&corner, "HEAD");
    corner.branch("x").stage("docs/other.md", "x\n").commit("x");
    corner.git(&["replace", &id(&corner, "HEAD"), &shown]);
    corner.git(&["reset", "--quiet", "--hard"]);
    corner.stage(&migration(8, "good"), GOOD);
    corner.try_git(&COMMIT).passes().does_not_print(&[BAD, NOTE]).done();
    // The push sends the file with the commit.
    push(&corner, "x").has_problems().prints(&[BAD, NOTE]).done();
}
