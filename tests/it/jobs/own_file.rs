//! `tidegate.local.toml`: what one user changes in the jobs of a clone.

use super::{commit, job, log, untimed, world};

fn say(name: &str, keys: &str) -> String {
    job(name, &format!("shell = 'echo {name} >> \"$LOG\"'\n{keys}"))
}

#[test]
fn a_user_disables_adds_and_changes_jobs() {
    let world = world(&(say("a", "") + &say("b", "") + &say("safe", "protected = true")));
    world.stage(".gitignore", "tidegate.local.toml\n").stage("x", "1\n");
    let own = "[hooks.pre-commit]\ndisable = ['a', 'safe']\n".to_owned()
        + &job("b", "shell = 'echo changed >> \"$LOG\"'")
        + &say("mine", "needs = ['b']");
    world.file("tidegate.local.toml", &own);
    commit(&world).has_problems().prints(&["2 jobs not run", "mine: runs"]).done();
    assert_eq!(log(&world), "safe\n");
    world.tidegate("trust").passes().prints(&["the working tree", "mine: runs"]).done();
    let ran = commit(&world).passes();
    insta::assert_snapshot!(untimed(&ran), @r"
    tidegate: disabled in tidegate.local.toml: a
    tidegate: protected, and not changed by tidegate.local.toml: safe
    tidegate: b passed: [TIME]
    tidegate: safe passed: [TIME]
    tidegate: mine passed: [TIME]
    ");
    let mut lines: Vec<String> = log(&world).lines().map(str::to_owned).collect();
    lines.sort();
    assert_eq!(lines, ["changed", "mine", "safe"]);
}

#[test]
fn a_tracked_file_does_not_count() {
    let world = world(&say("a", ""));
    world.stage("tidegate.local.toml", "[hooks.pre-commit]\ndisable = ['a']\n");
    commit(&world).has_problems().prints(&["tidegate.local.toml", "it is tracked"]).done();
    assert_eq!(log(&world), "");
    world.git(&["rm", "--quiet", "--cached", "tidegate.local.toml"]);
    world.file("tidegate.local.toml", "[hooks.pre-commit]\ndisabl = ['a']\n").stage("x", "1\n");
    commit(&world).has_problems().prints(&["unknown key `hooks.pre-commit.disabl`", "did you mean `disable`?"]).done();
}
