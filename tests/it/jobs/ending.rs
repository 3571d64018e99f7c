//! How jobs end, and what the user reads.

use super::{commit, job, log, untimed, world};
use crate::support::{World, is_alive, kill, tidegate_binary, wait_for};
use std::process::Stdio;

#[test]
fn failures_are_whole_and_last_in_the_order_of_the_settings() {
    let settings = job("one", "shell = 'echo out; echo err >&2; exit 3'")
        + &job("two", "shell = 'echo quiet'")
        + &job("three", r#"shell = 'printf "\033[31mred\033[0m \377\n"; kill -9 $$'"#);
    let world = world(&settings);
    world.stage("a", "1\n");
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r#"
    tidegate: two passed: [TIME]
    error: job one failed: `echo out; echo err >&2; exit 3` ended with exit code 3
      out
      err
    error: job three failed: `printf "\033[31mred\033[0m \377\n"; kill -9 $$` ended with signal: 9 (SIGKILL)
      \x1b[31mred\x1b[0m �
    Commit blocked. To commit anyway, skipping these jobs or all checks:
      TIDEGATE_SKIP=job:one,job:three git commit
      git commit --no-verify
    "#);
    world.with("TIDEGATE_SKIP", "job:one,job:three").try_git(&["commit", "--quiet", "-m", "x"]).passes().done();
}

#[test]
fn a_missing_program_is_named_with_path() {
    let settings = job("a", "run = ['no-such-program', '{files}']")
        + &job("b", "run = ['./scripts/missing.sh']")
        + &job("c", "run = ['sh', '-c', 'true']\nroot = 'nowhere'");
    let world = world(&settings);
    world.stage("a", "1\n").stage("nowhere/a", "1\n");
    world.remove("nowhere/a");
    std::fs::remove_dir(world.path("nowhere")).unwrap();
    let path = world.variable("PATH").to_string_lossy().into_owned();
    let ran = commit(&world).has_problems();
    ran.prints(&["job a failed: the program `no-such-program` was not found", &path, "`./scripts/missing.sh`"]).done();
    // A program that npm installed is found without PATH.
    world.stage("tidegate.toml", job("a", "run = ['no-such-program', '{files}']"));
    world.tidegate("trust").passes().done();
    world.file("node_modules/.bin/no-such-program", "#!/bin/sh\necho local >> \"$LOG\"\n");
    world.from_folder("").run("chmod", &["+x", "node_modules/.bin/no-such-program"]).passes().done();
    commit(&world).passes().done();
    assert_eq!(log(&world), "local\n");
}

#[test]
fn a_job_that_hangs_is_ended_with_all_that_it_started() {
    let world = world(&job("hang", "shell = 'sleep 61 & echo $! >> \"$LOG\"; sleep 62'\ntimeout = '1s'"));
    world.stage("a", "1\n");
    commit(&world).has_problems().prints(&["job hang failed", "took longer than 1.00 s", "timeout = \"1h\""]).done();
    let child = log(&world);
    wait_for("the end of the child", || !is_alive(child.trim()));
    assert_eq!(world.git(&["status", "--porcelain"]), "A  a\n");
}

#[test]
fn ctrl_c_ends_the_jobs_and_loses_nothing() {
    for signal in ["INT", "TERM", "HUP"] {
        let world = world(&job("hang", "shell = 'sleep 63 & echo $! > \"$LOG\"; sleep 64'"));
        world.stage("a", "staged\n").file("a", "unstaged\n");
        let mut command = world.from_folder("").command(tidegate_binary());
        let running =
            command.args(["run", "pre-commit"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log_file = world.root().join("log");
        wait_for("the job", || std::fs::read_to_string(&log_file).is_ok_and(|text| text.ends_with('\n')));
        kill(signal, &running.id().to_string());
        let output = running.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code().is_none() && text.contains("interrupted"), "{signal}: {output:?}");
        let child = log(&world);
        wait_for("the end of the child", || !is_alive(child.trim()));
        assert_eq!(world.git(&["status", "--porcelain"]), "AM a\n");
        assert_eq!(world.content("a"), "unstaged\n");
    }
}

#[test]
fn jobs_that_only_read_run_at_once() {
    // Each waits for the other.
    let wait = |own: &str, other: &str| {
        format!(
            "shell = 'touch \"$LOG.{own}\"; while ! test -e \"$LOG.{other}\"; do sleep 0.01; done'\ntimeout = '60s'"
        )
    };
    let world = world(&(job("a", &wait("a", "b")) + &job("b", &wait("b", "a"))));
    if std::thread::available_parallelism().map_or(1, std::num::NonZero::get) < 2 {
        return;
    }
    world.stage("a", "1\n");
    commit(&world).passes().prints(&["a passed", "b passed"]).done();
}

#[test]
fn a_flood_of_output_is_cut_and_background_programs_are_ended() {
    let world = world(&job("flood", "shell = 'head -c 3000000 /dev/zero | tr \"\\\\0\" x; echo; exit 1'"));
    world.stage("a", "1\n");
    let ran = commit(&world).has_problems().prints(&["bytes left out"]);
    assert!(ran.text().len() < 1_500_000);
    ran.done();
}

#[test]
fn a_graphical_client_gets_the_environment_of_the_users_file() {
    let mut world = world(&job("tool", "run = ['my-tool']"));
    let (home, bin) = (world.root().join("home"), world.root().join("bin"));
    world.file(bin.join("my-tool"), "#!/bin/sh\necho \"$FROM_RC\" >> \"$LOG\"\n");
    std::process::Command::new("chmod").arg("+x").arg(bin.join("my-tool")).status().unwrap();
    world.file(home.join("rc.sh"), format!("echo noise\nexport PATH=\"{}:$PATH\" FROM_RC='a\nb'\n", bin.display()));
    let settings = format!("[hooks]\nrc = \"{}\"\n", home.join("rc.sh").display());
    world.file(home.join(".config/tidegate/config.toml"), settings);
    world.stage("x", "1\n");
    // A terminal has its own environment.
    world.set("TERM", "xterm");
    commit(&world).has_problems().prints(&["my-tool", "PATH"]).done();
    let environment =
        |world: &World| world.from_folder("").run("env", &["-u", "TERM", "git", "commit", "--quiet", "-m", "x"]);
    environment(&world).passes().prints(&["tool passed"]).done();
    assert_eq!(log(&world), "a\nb\n");
    world.file(home.join("rc.sh"), "exit 5\n").stage("x", "2\n");
    environment(&world).exits(1).prints(&["cannot set up the environment of jobs", "rc.sh"]).done();
}
