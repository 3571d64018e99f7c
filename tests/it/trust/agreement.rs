//! Settings that make a hook run more than reading, and what the user agreed to.

use super::{NO_SERVER, ON, ON_PUSH, commit, installed, is_refused, is_tried, stage_migration};
use crate::support::{GOOD, World, migration};

#[test]
fn a_branch_cannot_turn_the_replay_on() {
    let world = installed();
    world.branch("hostile").stage("tidegate.toml", ON);
    stage_migration(&world, 6);
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(ran.text().trim_end(), @r"
    tidegate: 1 staged file checked, no problems; `schema-not-staged` was not run: the project has no schema file
    error: nothing was replayed: the settings of the index make hooks run more than you agreed to here
      pre-commit  replays changed migrations on engine auto
      why: A replay runs the SQL of the branch. Settings that turn it on apply in this clone once you
           have agreed to them.
      help: look at its tidegate.toml and migrations, then agree:
            tidegate trust
    Commit blocked. To commit anyway, skipping the replay or all checks:
      TIDEGATE_SKIP=verify git commit
      git commit --no-verify
    ");
    let skipped = world.with("TIDEGATE_SKIP", "verify");
    skipped.try_git(&["commit", "--quiet", "-m", "next"]).passes().prints(&["replay skipped"]).done();
}

#[test]
fn trust_notes_the_agreement_and_revoke_forgets_it() {
    let world = installed();
    world.branch("feature").stage(
        "tidegate.toml",
        "[verify]\nat = \"pre-commit\"\n[replay]\nbefore = [\"a.sql\"]\nextensions = [\"citext\"]\n",
    );
    stage_migration(&world, 6);
    is_refused(commit(&world));
    world.tidegate("doctor").prints(&["you have not agreed to them in this clone", "`tidegate trust`"]).done();
    let ran = world.tidegate("trust").passes();
    insta::assert_snapshot!(ran.text().trim_end(), @r"
    tidegate: agreed to the settings of the index, with which hooks of this clone run:
      pre-commit  replays changed migrations on engine auto, with the SQL of a.sql, with the extensions citext
    note: a replay runs the SQL of the branch that is committed or pushed; to take the agreement back: tidegate trust --revoke
    ");
    world.tidegate("doctor").does_not_print(&["not agreed"]).done();
    world.tidegate("trust").passes().prints(&["agreed already"]).done();
    world.stage("a.sql", "select 1;\n");
    is_tried(commit(&world));
    let ran = world.tidegate("trust --revoke").passes();
    insta::assert_snapshot!(ran.text().trim_end(), @"tidegate: revoked: hooks of this clone only read, until you agree again");
    let ran = world.tidegate("trust --revoke").passes();
    insta::assert_snapshot!(ran.text().trim_end(), @"tidegate: nothing was agreed to in this clone");
    is_refused(commit(&world));
}

#[test]
fn settings_without_a_replay_need_no_agreement() {
    let world = installed();
    world
        .branch("feature")
        .stage("tidegate.toml", "preset = \"strict\"\n[replay]\nbefore = [\"a.sql\"]\nengine = \"local\"\n");
    stage_migration(&world, 6);
    commit(&world).passes().done();
    let ran = world.tidegate("trust").passes();
    insta::assert_snapshot!(ran.text().trim_end(), @"tidegate: with these settings hooks only read, which needs no agreement");
    // Text of the settings cannot reach the terminal as a command.
    world.stage("tidegate.toml", "verify.at = 'pre-push'\nreplay.extensions = [\"x\\u001b[2J\\u202ey\"]\n");
    world.tidegate("trust").passes().prints(&[r"x\x1b[2J\u{202e}y"]).done();
    world.tidegate("trust --to-ref nowhere").exits(2).prints(&["`nowhere` is not a commit"]).done();
}

#[test]
fn install_agrees_to_the_settings_that_it_finds() {
    let mut world = World::new();
    world.set("TIDEGATE_DATABASE_URL", NO_SERVER);
    world.stage(&migration(2, "first"), GOOD).stage("tidegate.toml", ON);
    let ran = world.tidegate("install --script").passes();
    insta::assert_snapshot!(ran.text().trim_end(), @r"
    Git hooks in .git/hooks:
      pre-commit        installed.
      pre-merge-commit  installed.
      pre-push          installed.
    tidegate: agreed to the settings of the index, with which hooks of this clone run:
      pre-commit  replays changed migrations on engine auto
    note: a replay runs the SQL of the branch that is committed or pushed; to take the agreement back: tidegate trust --revoke
    ");
    is_tried(commit(&world));
    // Those of a file that is not staged yet as well: `tidegate init` has just written it.
    world.tidegate("uninstall").passes().done();
    world.git(&["rm", "--quiet", "--cached", "tidegate.toml"]);
    world.tidegate("install --script").passes().prints(&["agreed to the settings of the working tree"]).done();
    world.git(&["add", "tidegate.toml"]);
    is_tried(commit(&world));
}

#[test]
fn other_settings_ask_again_and_unrelated_edits_do_not() {
    let world = installed();
    stage_migration(&world, 6);
    let base = "[verify]\nat = \"pre-commit\"\n";
    world.stage("tidegate.toml", base).tidegate("trust").passes().done();
    let same = [
        base.to_owned(),
        format!("# a remark\npreset = \"strict\"\nignore = [\"legacy\"]\n{base}schemas = [\"public\"]\n"),
        format!("{base}[replay]\nengine = \"auto\"\nbefore = []\n"),
        format!("{base}[rules]\nfrozen = \"off\"\n[[projects]]\npath = \"supabase\"\npostgres = 15\n"),
        format!("{base}[[projects]]\npath = \"supabase\"\nverify.at = \"pre-commit\"\n"),
    ];
    for settings in same {
        world.stage("tidegate.toml", &settings);
        is_tried(commit(&world));
    }
    let others = [
        format!("{base}[replay]\nengine = \"url\"\n"),
        format!("{base}[replay]\nengine = \"local\"\n"),
        format!("{base}[replay]\nbefore = [\"a.sql\"]\n"),
        format!("{base}[replay]\nafter-platform = [\"a.sql\"]\n"),
        format!("{base}[replay]\nextensions = [\"plpython3u\"]\n"),
        format!("{base}[[projects]]\npath = \"supabase\"\nreplay.engine = \"url\"\n"),
        format!("{base}[[projects]]\npath = \"supabase\"\nreplay.before = [\"a.sql\"]\n"),
        "[[projects]]\npath = \"supabase\"\nverify.at = \"pre-commit\"\n".to_owned(),
        "[[projects]]\npath = \".\"\nverify.at = \"pre-commit\"\n".to_owned(),
        format!("{base}[[projects]]\npath = \"other\"\nverify.at = \"off\"\n"),
    ];
    for settings in others {
        world.stage("tidegate.toml", &settings);
        is_refused(commit(&world));
    }
    world.stage("tidegate.toml", "[verify]\nat = \"off\"\n");
    commit(&world).passes().done();
}

#[test]
fn settings_of_the_remotes_default_branch_are_agreed_to_by_installing() {
    let world = installed();
    // A colleague turned the replay on for everyone.
    world.branch("colleague").stage("tidegate.toml", ON).commit("on");
    world.git(&["push", "--quiet", "--no-verify", "origin", "colleague:main"]);
    world.branch("feature");
    stage_migration(&world, 6);
    is_tried(commit(&world));
    world.stage("tidegate.toml", format!("{ON}[replay]\nbefore = [\"a.sql\"]\n"));
    is_refused(commit(&world));
    // Without an installation nothing is agreed to, whoever made the hook.
    world.git(&["checkout", "--quiet", "HEAD", "--", "tidegate.toml"]);
    world.tidegate("trust --revoke").passes().done();
    is_refused(commit(&world));
}

#[test]
fn names_that_look_like_the_default_branch_do_not_count() {
    let world = installed();
    world.branch("hostile").stage("tidegate.toml", ON).commit("on");
    let names: [&[&str]; 6] = [
        &["branch", "origin/main"],
        &["tag", "origin/main"],
        &["update-ref", "refs/origin/main", "HEAD"],
        &["branch", "refs/remotes/origin/main"],
        &["branch", "origin/HEAD"],
        &["update-ref", "refs/remotes/mallory/main", "HEAD"],
    ];
    for name in names {
        world.git(name);
    }
    world.git(&["symbolic-ref", "refs/remotes/mallory/HEAD", "refs/remotes/mallory/main"]);
    stage_migration(&world, 6);
    is_refused(commit(&world));
    // A default branch that is gone, or was never recorded, agrees to nothing.
    world.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone"]);
    is_refused(commit(&world));
    world.git(&["symbolic-ref", "--delete", "refs/remotes/origin/HEAD"]);
    is_refused(commit(&world));
    // Nor does one that leads to another remote.
    world.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/mallory/main"]);
    is_refused(commit(&world));
}

#[test]
fn commits_without_anything_to_replay_are_not_stopped() {
    let world = installed();
    world.branch("hostile").stage("tidegate.toml", ON).commit("on");
    world.stage("README.md", "text\n");
    commit(&world).passes().is_quiet().done();
    world.stage("notes.txt", "text\n").git(&["push", "--quiet", "origin", "hostile"]);
    stage_migration(&world, 6);
    is_refused(commit(&world));
}

#[test]
fn a_push_of_a_hostile_branch_is_stopped() {
    let world = installed();
    world.branch("hostile").stage("tidegate.toml", ON_PUSH);
    stage_migration(&world, 6);
    world.commit("hostile").switch("main");
    let push = || world.try_git(&["push", "--quiet", "origin", "hostile"]);
    let id = world.git(&["rev-parse", "hostile"]);
    let ran = push().has_problems();
    let shown = ran.err.split("error: failed to push").next().unwrap_or_default();
    insta::assert_snapshot!(shown.replace(&id[..9], "[COMMIT]").trim_end(), @r"
    tidegate: 1 file of push of hostile checked, no problems; `schema-not-staged` was not run: the project has no schema file
    error: nothing was replayed: the settings of `hostile` make hooks run more than you agreed to here
      pre-push    replays changed migrations on engine auto
      why: A replay runs the SQL of the branch. Settings that turn it on apply in this clone once you
           have agreed to them.
      help: look at its tidegate.toml and migrations, then agree:
            tidegate trust --to-ref [COMMIT]
    Push blocked. To push anyway, skipping the replay or all checks:
      TIDEGATE_SKIP=verify git push
      git push --no-verify
    ");
    // The settings of the branch that is checked out are other ones.
    world.tidegate("trust").passes().done();
    is_refused(push());
    world.tidegate(&format!("trust --to-ref {}", &id[..12])).passes().prints(&["pre-push"]).done();
    is_tried(push());
}

#[test]
fn verify_by_hand_needs_no_agreement() {
    let world = installed();
    world.branch("hostile").stage("tidegate.toml", ON);
    stage_migration(&world, 6);
    is_tried(world.tidegate("verify"));
    is_tried(world.tidegate("verify --changed"));
}
