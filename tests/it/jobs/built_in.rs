//! Jobs that use a check of tidegate: they need no program and, unless they fix files, no agreement.

use super::{commit, job, untimed, world};
use crate::support::World;

/// A job at a hook that uses a check.
fn used(event: &str, id: &str, keys: &str) -> String {
    job(id, &format!("use = \"{id}\"\n{keys}")).replace("hooks.pre-commit", &format!("hooks.{event}"))
}

/// A world with jobs to which no one has agreed.
fn without_agreement(settings: &str) -> World {
    let world = World::new();
    world.stage("tidegate.toml", settings).commit("settings");
    world.hook("pre-commit").hook("commit-msg").hook("pre-push");
    world
}

#[test]
fn a_fault_in_a_file_blocks_the_commit_without_an_agreement() {
    let world = without_agreement(&used("pre-commit", "trailing-whitespace", "files = ['*.txt']"));
    world.stage("b\u{202e}.txt", "one\ntwo \n").stage("a.txt", "one\t\n").stage("c.md", "three \n");
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r"
    error: job trailing-whitespace failed: trailing-whitespace found 2 problems
      a.txt:1: blanks at the end of the line
      b\u{202e}.txt:2: blanks at the end of the line
      help: remove the blanks
    Commit blocked. To commit anyway, skipping these jobs or all checks:
      TIDEGATE_SKIP=job:trailing-whitespace git commit
      git commit --no-verify
    ");
    world.stage("b\u{202e}.txt", "one\n").stage("a.txt", "one\n");
    let ran = commit(&world).passes();
    insta::assert_snapshot!(untimed(&ran), @"tidegate: trailing-whitespace passed: [TIME]");
    world.stage("d.md", "four \n");
    commit(&world).passes().does_not_print(&["trailing-whitespace passed"]).done();
}

#[test]
fn the_staged_content_is_checked() {
    let world = without_agreement(&used("pre-commit", "final-newline", ""));
    world.stage("a.txt", "one").file("a.txt", "one\n");
    commit(&world).has_problems().prints(&["a.txt:1: ", "in a separate folder with the staged content"]).done();
    world.stage("a.txt", "one\n").file("a.txt", "one");
    commit(&world).passes().done();
    assert_eq!(world.content("a.txt"), "one");
}

#[test]
fn a_fix_needs_the_agreement_and_leaves_unstaged_edits() {
    let world = without_agreement(&used("pre-commit", "trailing-whitespace", "fixes = true"));
    world.stage("a.txt", "one \n2\n3\n4\n5\nsix\n").file("a.txt", "one \n2\n3\n4\n5\nUNSTAGED \n");
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r"
    error: 1 job not run: you have not agreed to it in this clone
      pre-commit  trailing-whitespace: uses `trailing-whitespace` to fix files
      why: Settings come from the branch. A job runs in this clone if the remote's default branch has
           the same job, or once you have agreed to it.
      help: look at tidegate.toml and at the programs that the jobs start, then agree:
            tidegate trust
    To commit without the jobs: TIDEGATE_SKIP=jobs git commit
    ");
    assert_eq!(world.git(&["show", ":a.txt"]), "one \n2\n3\n4\n5\nsix\n");
    world.tidegate("trust").passes().prints(&["trailing-whitespace: uses `trailing-whitespace`"]).done();
    commit(&world).passes().prints(&["fixed 1 file", "staged the fixes of a.txt"]).done();
    assert_eq!(world.git(&["show", "HEAD:a.txt"]), "one\n2\n3\n4\n5\nsix\n");
    assert_eq!(world.content("a.txt"), "one\n2\n3\n4\n5\nUNSTAGED \n");
    assert_eq!(world.git(&["status", "--porcelain"]), " M a.txt\n");
}

#[test]
fn checks_fix_one_after_the_other_and_keep_line_ends() {
    let settings = ["byte-order-mark", "trailing-whitespace", "mixed-line-endings", "final-newline"]
        .map(|id| used("pre-commit", id, "fixes = true"))
        .concat();
    let world = world(&settings);
    world.stage("a.txt", "\u{feff}one \r\ntwo\nthree\n\n\n").stage("b.bin", "a \0 \n\n\n");
    commit(&world).passes().done();
    assert_eq!(world.git(&["show", "HEAD:a.txt"]), world.content("a.txt"));
    assert_eq!(world.content("a.txt"), "one\ntwo\nthree\n");
    assert_eq!(world.content("b.bin"), "a \0 \n\n\n", "not a file of text");
    world.stage(".gitattributes", "*.crlf text eol=crlf\n").commit("attributes");
    world.stage("c.crlf", "one \r\ntwo\r\n");
    commit(&world).passes().done();
    assert_eq!(world.git(&["show", "HEAD:c.crlf"]), "one\ntwo\n");
    assert_eq!(world.content("c.crlf"), "one\r\ntwo\r\n");
}

#[test]
fn names_and_links_are_those_of_the_commit() {
    let settings = used("pre-commit", "case-collisions", "") + &used("pre-commit", "broken-links", "");
    let world = without_agreement(&settings);
    world.stage("src/main.rs", "1\n").stage_as("120000", "old", "nowhere").commit("base");
    world.stage("a.txt", "1\n");
    commit(&world).passes().prints(&["case-collisions passed", "broken-links passed"]).done();
    world.stage_as("100644", "src/Main.rs", "2\n").stage_as("120000", "docs/link", "../src/other.rs");
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r"
    error: job case-collisions failed: case-collisions found 1 problem
      src/Main.rs: differs from `src/main.rs` only in the case of letters
      help: rename one of them: macOS and Windows can hold only one
    error: job broken-links failed: broken-links found 1 problem
      docs/link: the link leads to `../src/other.rs`, which is not in the repository
      help: point the link at a file of the repository, or remove it
    Commit blocked. To commit anyway, skipping these jobs or all checks:
      TIDEGATE_SKIP=job:case-collisions,job:broken-links git commit
      git commit --no-verify
    ");
    // A link that is broken because its target goes is a fault of this commit; an older one is not.
    world.git(&["rm", "--quiet", "--cached", "src/Main.rs"]);
    world.stage_as("120000", "docs/link", "../src/main.rs");
    commit(&world).passes().done();
    world.git(&["rm", "--quiet", "--cached", "src/main.rs"]);
    let ran = commit(&world).has_problems();
    ran.prints(&["docs/link: the link leads to `../src/main.rs`"]).does_not_print(&["old:"]).done();
    world.tidegate("run --all-files pre-commit").has_problems().prints(&["old: the link leads to `nowhere`"]).done();
}

#[test]
fn modes_and_sizes_are_those_that_git_stores() {
    let settings =
        used("pre-commit", "executable-bits", "") + &used("pre-commit", "large-files", "max-kb = 1\nexclude = ['ok']");
    let world = without_agreement(&settings);
    world.stage_as("100755", "a.md", "# a\n").file("a.md", "# a\n");
    world.stage("b.bin", "x".repeat(1025)).stage("ok", "x".repeat(1025));
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r#"
    error: job executable-bits failed: executable-bits found 1 problem, in a separate folder with the staged content
      a.md: is executable but does not start with `#!`
      help: change the bit: git update-index --chmod=-x -- a.md
    error: job large-files failed: large-files found 1 problem, in a separate folder with the staged content
      b.bin: 2 kB, and 1 kB are allowed
      help: keep it out of git, or in Git LFS, or raise `max-kb`
    Commit blocked. To commit anyway, skipping these jobs or all checks:
      TIDEGATE_SKIP=job:executable-bits,job:large-files git commit
      git commit --no-verify
    "#);
    // A filter, as of Git LFS, stores something smaller.
    world.git(&["rm", "--quiet", "--force", "--cached", "a.md"]);
    world.git(&["config", "filter.short.clean", "head -c 10"]);
    world.git(&["config", "filter.short.smudge", "cat"]);
    world.stage(".gitattributes", "*.bin filter=short\n");
    world.stage("b.bin", "y".repeat(2000));
    commit(&world).passes().prints(&["large-files passed"]).done();
}

#[test]
fn a_commit_message_needs_its_form() {
    let world = without_agreement(&used("commit-msg", "commit-message", "types = ['feat', 'chore']"));
    world.stage("a.txt", "1\n");
    let message = |message: &str| world.try_git(&["commit", "--quiet", "-m", message]);
    let ran = message("Add a file").has_problems();
    insta::assert_snapshot!(untimed(&ran), @r"
    error: job commit-message failed: commit-message found 1 problem
      the subject is not `type: description`, as in `fix: keep the order of rows`
      help: write the message again: git commit --edit --file=.git/COMMIT_EDITMSG
    Commit blocked. To commit anyway, skipping these jobs or all checks:
      TIDEGATE_SKIP=job:commit-message git commit
      git commit --no-verify
    ");
    message("fix: a").has_problems().prints(&["`fix` is not a type of commit"]).done();
    // Without an editor git keeps such a line.
    message("#1 add").has_problems().prints(&["the subject is not"]).done();
    message("feat: add a file").passes().prints(&["commit-message passed"]).done();
    // In an editor it is a comment, and so is what git shows below the scissors.
    let edited = world.with("GIT_EDITOR", "f() { printf '# note\\nno type\\n' > \"$1\"; }; f");
    edited.try_git(&["commit", "--quiet", "--verbose", "--allow-empty"]).has_problems().prints(&["not `type:"]).done();
    let edited = world.with("GIT_EDITOR", "f() { printf '# note\\nfeat: a\\n' > \"$1\"; }; f");
    edited.try_git(&["commit", "--quiet", "--allow-empty"]).passes().done();
    world.git(&["config", "core.commentChar", ";"]);
    let edited = world.with("GIT_EDITOR", "f() { printf '; note\\nfeat: b\\n' > \"$1\"; }; f");
    edited.try_git(&["commit", "--quiet", "--allow-empty"]).passes().done();
    world.tidegate("run commit-msg").has_problems().prints(&["the hook was given no file"]).done();
}

#[test]
fn a_message_can_need_a_pattern() {
    let world = without_agreement(&used("commit-msg", "commit-message", "pattern = '^[A-Z]+-[0-9]+ '"));
    world.stage("a.txt", "1\n");
    let message = |message: &str| world.try_git(&["commit", "--quiet", "-m", message]);
    message("feat: a").has_problems().prints(&["the subject does not match `^[A-Z]+-[0-9]+ `"]).done();
    message("ABC-1 add a file").passes().done();
}

#[test]
fn a_protected_branch_takes_no_commit() {
    let world = without_agreement(&used("pre-commit", "protected-branches", "branches = ['main', 'release/*']"));
    world.stage("a.txt", "1\n").file("a.txt", "2\n");
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r"
    error: job protected-branches failed: protected-branches found 1 problem
      `main` is a protected branch
      help: commit on another branch: git switch --create NAME
    Commit blocked. To commit anyway, skipping these jobs or all checks:
      TIDEGATE_SKIP=job:protected-branches git commit
      git commit --no-verify
    ");
    world.branch("feature");
    commit(&world).passes().done();
    world.branch("release/1").stage("b.txt", "1\n");
    commit(&world).has_problems().prints(&["`release/1` is a protected branch"]).done();
}

#[test]
fn a_push_checks_the_pushed_commits() {
    let world = without_agreement("");
    world.publish();
    let settings = used("pre-push", "merge-markers", "") + &used("pre-push", "executable-bits", "");
    world.stage("tidegate.toml", &settings).stage("a.txt", "<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> x\n").commit("a");
    world.stage("a.txt", "1\n");
    let ran = world.try_git(&["push", "--quiet", "origin", "main"]).has_problems();
    ran.prints(&["merge-markers failed", "a.txt:1: ", "with the content of `main`"]).done();
    world.commit("b").stage_as("100755", "c.md", "# c\n").commit("c");
    let ran = world.try_git(&["push", "--quiet", "origin", "main"]).has_problems();
    ran.prints(&["c.md: is executable", "merge-markers passed"]).done();
    world.stage_as("100644", "c.md", "# c\n").commit("d");
    world.try_git(&["push", "--quiet", "origin", "main"]).passes().done();
}

#[test]
fn mistakes_in_the_settings_are_named() {
    let world = without_agreement("");
    let check = |settings: &str, expected: &[&str]| {
        world.stage("tidegate.toml", settings);
        commit(&world).has_problems().prints(expected).done();
    };
    let settings = used("pre-commit", "final-newlines", "");
    check(&settings, &["unknown check `final-newlines`", "did you mean `final-newline`?"]);
    let settings = used("pre-commit", "commit-message", "");
    check(&settings, &["a job of pre-commit cannot use `commit-message`", "move the job to [[hooks.commit-msg.jobs]]"]);
    let settings = used("pre-commit", "yaml-syntax", "fixes = true");
    check(&settings, &["`yaml-syntax` cannot fix files", "remove `fixes`"]);
}

#[test]
fn a_plan_names_the_check() {
    let world = without_agreement(&used("pre-commit", "json-syntax", ""));
    world.stage("a.json", "{}\n").stage("b.txt", "1\n");
    let ran = world.tidegate("run --dry-run pre-commit").passes();
    insta::assert_snapshot!(untimed(&ran), @r"
    tidegate: jobs of pre-commit, without running them:
      json-syntax would use `json-syntax` in the working tree, for 1 file
        a.json
    ");
    world.git(&["rm", "--quiet", "--cached", "a.json"]);
    let ran = world.tidegate("run --dry-run pre-commit").passes();
    ran.prints(&["json-syntax would be skipped"]).done();
}
