//! The content that jobs see.

use super::{commit, job, log, untimed, world};

const CAT: &str = r#"run = ["sh", "-c", 'cat "$@" >> "$LOG"', "sh", "{files}"]"#;

#[test]
fn a_job_sees_what_is_committed_and_the_working_tree_is_untouched() {
    let world = world(&job("cat", CAT));
    world.stage("a", "staged\n").file("a", "staged\nunstaged\n").file("untracked", "x\n");
    let ran = commit(&world).passes();
    insta::assert_snapshot!(untimed(&ran), @"tidegate: cat passed: [TIME], in a separate folder with the staged content");
    assert_eq!((log(&world).as_str(), world.content("a").as_str()), ("staged\n", "staged\nunstaged\n"));
    // A file that is removed from the working tree only.
    world.stage("b", "b\n").remove("b");
    commit(&world).passes().done();
    assert_eq!(log(&world), "b\n");
    assert!(!world.path("b").exists());
    assert_eq!(world.git(&["stash", "list"]), "");
}

#[test]
fn the_separate_folder_has_every_tracked_file_and_what_is_installed() {
    let settings = job(
        "look",
        r#"shell = 'cat config node_modules/x/y apps/node_modules/z >> "$LOG"; cat "$@" >> "$LOG"'
files = ["*.ts"]"#,
    );
    let world = world(&settings);
    world.stage(".gitignore", "node_modules\n").stage("config", "config\n").commit("config");
    world.file("node_modules/x/y", "installed\n").file("apps/node_modules/z", "below\n");
    world.file("config", "edited\n").stage("a.ts", "1\n").file("a.ts", "2\n");
    // The job runs at the top, which has no link for `apps`.
    commit(&world).passes().done();
    assert_eq!(log(&world), "config\ninstalled\n1\n");
}

#[test]
fn the_settings_choose_what_a_job_sees() {
    let settings = job("given", &format!("{CAT}\nsees = 'given'"))
        + &job("all", "shell = 'cat other >> \"$LOG\"'\nfiles = ['a']\nsees = 'staged'")
        + &job("tree", &format!("{CAT}\nsees = 'worktree'"));
    let world = world(&settings);
    world.stage("other", "committed\n").commit("other");
    world.file("other", "edited\n").stage("a", "a\n");
    for name in ["given", "all", "tree"] {
        world.tidegate(&format!("run --job {name} pre-commit")).passes().done();
        assert_eq!(log(&world), if name == "all" { "committed\n" } else { "a\n" }, "{name}");
    }
    world.file("a", "unstaged\n");
    for (name, seen) in [("given", "a\n"), ("tree", "unstaged\n")] {
        world.tidegate(&format!("run --job {name} pre-commit")).passes().done();
        assert_eq!(log(&world), seen, "{name}");
    }
}

#[test]
fn a_job_that_writes_where_it_should_read_blocks_the_commit() {
    let world = world(&job("write", "shell = 'for file in \"$@\"; do echo more >> \"$file\"; done'"));
    world.stage("a", "1\n");
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r"
    error: job write failed: it changed a that it was only to read
      help: look at the change, and stage it or take it back:
            git diff
    Commit blocked. To commit anyway, skipping these jobs or all checks:
      TIDEGATE_SKIP=job:write git commit
      git commit --no-verify
    ");
    assert_eq!((world.content("a"), world.git(&["show", ":a"])), ("1\nmore\n".to_owned(), "1\n".to_owned()));
    // Beside the working tree it changes nothing that matters.
    commit(&world).passes().done();
    assert_eq!(world.content("a"), "1\nmore\n");
}

#[test]
fn a_job_that_works_on_another_repository_is_not_led_to_this_one() {
    let world = world(&job("other", "shell = 'cd ../other && git add -A && git status --short >> \"$LOG\"'"));
    world.from_folder("..").git(&["init", "--quiet", "other"]);
    world.file("../other/new", "1\n");
    world.stage("a", "1\n").commit("a").file("a", "2\n");
    // Git sets the variables of the repository and of its index.
    world.try_git(&["commit", "--quiet", "-a", "-m", "x"]).passes().done();
    assert_eq!(log(&world), "A  new\n");
    assert_eq!(world.git(&["show", "--name-only", "--format=", "HEAD"]), "a\n");
}

#[test]
fn the_separate_folder_has_only_what_a_job_needs() {
    let look = |name: &str, keys: &str| {
        let script =
            format!("run = ['sh', '-c', 'echo {name} $(find . -type f | sort) >> \"$LOG\"', 'sh', '{{files}}']");
        job(name, &format!("{script}\nfiles = ['*.ts']\nparallel = false\n{keys}"))
    };
    let config = "needs-files = ['/tsconfig.json', '*.lock']";
    let world = world(
        &(job("blank", "use = 'trailing-whitespace'\nfixes = true\nfiles = ['*.ts']")
            + &look("some", config)
            + &look("more", "needs-files = ['/tsconfig.json', '/lib/']\nfixes = true")
            + &look("all", "sees = 'staged'")),
    );
    world.stage("tsconfig.json", "{}\n").stage("lib/x", "x\n").stage("sub/a.lock", "1\n").stage("other", "1\n");
    world.commit("files").stage("a.ts", "1 \n.\n.\n.\n").file("a.ts", "1 \n.\n.\n.\n2\n");
    commit(&world).passes().prints(&["staged the fixes of a.ts"]).done();
    assert_eq!(
        (world.git(&["show", "HEAD:a.ts"]), world.content("a.ts")),
        ("1\n.\n.\n.\n".to_owned(), "1\n.\n.\n.\n2\n".to_owned())
    );
    let expected = [
        "more ./a.ts ./lib/x ./tsconfig.json",
        "some ./a.ts ./lib/x ./sub/a.lock ./tsconfig.json",
        "all ./a.ts ./lib/x ./other ./sub/a.lock ./tidegate.toml ./tsconfig.json",
    ];
    assert_eq!(log(&world).lines().collect::<Vec<_>>(), expected);
    assert_eq!(world.git(&["status", "--short"]), " M a.ts\n");
}
