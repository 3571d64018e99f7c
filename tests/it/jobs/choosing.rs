//! Types of files, groups, and the variables of git.

use super::{commit, job, log, untimed, world};

fn list(name: &str, keys: &str) -> String {
    job(
        name,
        &format!("run = ['sh', '-c', 'echo {name} \"$@\" >> \"$LOG\"', 'sh', '{{files}}']\nparallel = false\n{keys}"),
    )
}

#[test]
fn types_choose_files_by_name_first_line_and_mode() {
    let settings = list("python", "types = ['python']")
        + &list("shell", "types = ['shell', 'makefile']")
        + &list("text", "types = ['text']\nexclude = ['*.py']")
        + &list("binary", "types = ['binary']")
        + &list("executable", "types = ['executable']")
        + &list("link", "types = ['symlink']")
        + &list("rust", "types = ['rust']");
    let world = world(&settings);
    world.stage("a.py", "1\n").stage("tool", "#!/usr/bin/env python3\n").stage("bin/run", "#!/bin/sh\n");
    world.stage("Makefile", "all:\n").stage("x.bin", "a\0b").stage_as("120000", "link.py", "a.py");
    world.git(&["update-index", "--chmod=+x", "bin/run"]);
    world.git(&["checkout-index", "--all", "--force"]);
    let ran = commit(&world).passes();
    let shown = untimed(&ran);
    assert!(shown.ends_with("tidegate: skipped: rust (no file is of one of `types`)"), "{shown}");
    let expected = "python a.py tool\nshell Makefile bin/run\ntext Makefile bin/run tool\nbinary x.bin\nexecutable bin/run\nlink link.py\n";
    assert_eq!(log(&world), expected);
    // A deletion concerns a job that does not get its files, if its name can be one of the type.
    let settings = job("python", "run = ['sh', '-c', 'echo gone >> \"$LOG\"']\ntypes = ['python']");
    world.stage("tidegate.toml", settings).tidegate("trust").passes().done();
    world.commit("settings").git(&["rm", "--quiet", "x.bin", "Makefile"]);
    commit(&world).passes().done();
    assert_eq!(log(&world), "");
    world.git(&["rm", "--quiet", "a.py"]);
    commit(&world).passes().done();
    assert_eq!(log(&world), "gone\n");
}

#[test]
fn a_group_gives_its_jobs_what_they_have_in_common() {
    let group = "[[hooks.pre-commit.groups]]\nname = 'web'\nroot = 'web'\nenv = { A = 'group', B = 'group' }\n\
                 tags = ['slow']\nparallel = false\nskip = ['branch:wip']\n";
    let say = |name: &str, keys: &str| {
        let script = format!("echo {name} $(basename \"$PWD\") $A $B >> \"$LOG\"");
        job(name, &format!("shell = '''{script}'''\ngroup = 'web'\n{keys}"))
    };
    let settings = say("one", "env = { A = 'own' }") + &say("two", "root = 'src'") + &say("three", "") + group;
    let world = world(&settings);
    world.stage("web/src/a", "1\n");
    commit(&world).passes().prints(&["one passed", "two passed", "three passed"]).done();
    assert_eq!(log(&world), "one web own group\ntwo src group group\nthree web group group\n");
    world.branch("wip").stage("web/src/a", "2\n");
    commit(&world).passes().is_quiet().done();
    world
        .tidegate("run --tag slow --dry-run pre-commit")
        .passes()
        .prints(&["one would be skipped: skip = branch:wip"])
        .done();
    world.stage("tidegate.toml", settings.replace("group = 'web'", "group = 'wb'"));
    commit(&world).exits(1).prints(&["this hook has no group `wb`", "did you mean `web`?"]).done();
}

#[test]
fn a_job_can_ask_git_about_what_is_committed() {
    let ask =
        "shell = 'git diff --cached --name-only >> \"$LOG\" 2>&1; git -C \"$OTHER\" rev-parse --git-dir >> \"$LOG\"'";
    let mut world = world(&(job("kept", &format!("{ask}\ngit-env = true\nsees = 'staged'"))));
    let other = world.root().join("other");
    std::fs::create_dir(&other).unwrap();
    world.from_folder(&other).git(&["init", "--quiet"]);
    world.set("OTHER", &other);
    // In the working tree, in the separate folder, and with the index of a commit of one path.
    world.stage("a", "1\n");
    commit(&world).passes().done();
    let repository = format!("{}/", world.path(".git").display());
    assert_eq!(log(&world), format!("a\n{repository}\n"));
    world.stage("a", "2\n").file("a", "3\n");
    commit(&world).passes().done();
    assert_eq!(log(&world), format!("a\n{repository}\n"));
    world.stage("b", "1\n");
    world.try_git(&["commit", "--quiet", "-m", "only", "a"]).passes().done();
    assert_eq!(log(&world), format!("a\n{repository}\n"));
    // Without the key another repository is the other one.
    world
        .stage("tidegate.toml", job("cleared", &format!("{ask}\nsees = 'worktree'")))
        .tidegate("trust")
        .passes()
        .done();
    commit(&world).passes().done();
    assert_eq!(log(&world), "b\ntidegate.toml\n.git\n");
}
