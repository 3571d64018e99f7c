//! Jobs on the terminal of the user, and what is shown while jobs run.

#![cfg(target_os = "linux")]

use super::{job, log, world};
use crate::support::{CommandResult, World};

/// Runs a commit on a terminal of its own, with what is typed there.
fn commit_in_terminal(world: &World, typed: &str) -> CommandResult {
    let command = "git commit --quiet -m next";
    world.from_folder("").input(typed).run("script", &["--quiet", "--return", "--command", command, "/dev/null"])
}

fn has_terminals(world: &World) -> bool {
    let has = std::process::Command::new("script").arg("--version").output().is_ok();
    assert!(has || std::env::var_os("CI").is_none(), "CI has no `script`");
    has && !world.top().as_os_str().is_empty()
}

#[test]
fn an_interactive_job_reads_the_terminal() {
    let ask = "shell = 'printf \"Go on? \"; read answer; echo \"$answer\" >> \"$LOG\"; test \"$answer\" = yes'\ninteractive = true";
    let world = world(&(job("ask", ask) + &job("other", "shell = 'echo other >> \"$LOG\"'")));
    if !has_terminals(&world) {
        return;
    }
    world.stage("a", "1\n");
    commit_in_terminal(&world, "yes\n").passes().prints(&["Go on? ", "ask passed", "other passed"]).done();
    assert_eq!(log(&world), "other\nyes\n");
    world.stage("a", "2\n");
    commit_in_terminal(&world, "no\n").has_problems().prints(&["job ask failed"]).done();
    assert_eq!(log(&world), "other\nno\n");
    // A graphical client has none.
    let ran = world.from_folder("").run("setsid", &["--wait", "git", "commit", "--quiet", "-m", "next"]);
    ran.passes().prints(&["other passed", "skipped: ask (it asks on the terminal, and there is none)"]).done();
    assert_eq!(log(&world), "other\n");
}

#[test]
fn the_output_of_the_only_job_is_shown_as_it_comes() {
    let world = world(&job("test", "shell = 'echo first; echo second >&2; exit 3'"));
    if !has_terminals(&world) {
        return;
    }
    world.stage("a", "1\n");
    let ran = commit_in_terminal(&world, "").has_problems();
    let text = ran.text();
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is missing in:\n{text}"));
    assert!(place("first") < place("second") && place("second") < place("job test failed"), "{text}");
    assert_eq!(text.lines().filter(|line| line.trim() == "second").count(), 1, "{text}");
    // Without a terminal it is whole, below the line that names the job.
    let ran = world.try_git(&["commit", "--quiet", "-m", "next"]).has_problems();
    let text = ran.text();
    assert!(text.find("job test failed") < text.find("  second"), "{text}");
}
