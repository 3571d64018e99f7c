//! The workflow that `tidegate ci github` writes, and the action at the top of this repository:
//! their steps run here as they would there, with a private server in the place of the service
//! container.

mod actions;

use crate::samples::sample;
use crate::support::{World, assert_stored, has_server, shared_cache, tidegate_binary};
use actions::{Job, Machine, executable};
use std::path::PathBuf;
use tidegate::postgres::local::Local;
use tidegate::postgres::{Choice, Environment, choose, find};

const WORKFLOW: &str = ".github/workflows/tidegate.yml";

/// The top of this repository, where the action is.
const TOP: &str = env!("CARGO_MANIFEST_DIR");

fn action() -> String {
    std::fs::read_to_string(PathBuf::from(TOP).join("action.yml")).unwrap()
}

/// A server that listens beside a job.
struct Service {
    local: Local,
    choice: Choice,
}

impl Service {
    fn start() -> Option<Self> {
        if !has_server() {
            return None;
        }
        let environment = Environment { cache: Some(shared_cache()), ..Environment::read().unwrap() };
        let choice = choose(find(&environment, None), None).unwrap();
        let mut local = Local::start(&choice.installation, &environment, "test", &[]).unwrap();
        local.make_superuser().unwrap();
        Some(Self { local, choice })
    }

    fn machine<'a>(&self, world: &'a World) -> Machine<'a> {
        let address = format!("host={} user=postgres dbname=template1", self.local.sockets().display());
        let machine = Machine::new(world).path(Some(&self.choice.installation.bin));
        machine.variable("TIDEGATE_DATABASE_URL", &address)
    }
}

/// A machine on which a private server can be started.
fn private(world: &World) -> Machine<'_> {
    let choice = choose(find(&Environment::read().unwrap(), None), None).unwrap();
    let cache = shared_cache().display().to_string();
    Machine::new(world).path(Some(&choice.installation.bin)).variable("TIDEGATE_CACHE_DIR", &cache)
}

/// A committed Supabase project with its workflow.
fn project(arguments: &str) -> World {
    let world = sample("supabase");
    world.commit("A sample");
    world.tidegate(&format!("ci github {arguments}")).passes().done();
    world.git(&["add", "--all"]);
    world.commit("A workflow");
    world
}

/// Everything that a job which verifies should say of three projects.
fn stories(run: &dyn Fn(&World) -> Job, arguments: &str) {
    let world = project(arguments);
    let clean = run(&world);
    assert!(!clean.has_failed(), "{}", clean.log());
    assert!(clean.summary.contains("### :white_check_mark: tidegate verify: passed"), "{}", clean.summary);
    assert!(clean.artifacts.is_empty());
    assert_eq!(clean.outputs["exit-code"], "0");

    let schema = world.content("schema.sql");
    let drifted = schema.replace("\"joined_at\" timestamp with time zone DEFAULT \"now\"() NOT NULL", "\"since\" date");
    world.stage("schema.sql", &drifted).commit("By hand");
    let job = run(&world);
    assert!(job.has_failed(), "{}", job.log());
    assert_eq!(job.outputs["exit-code"], "1");
    let annotation = "::error file=schema.sql,title=tidegate verify::changed table public.";
    assert!(job.log().contains(annotation), "{}", job.log());
    for part in [
        "### :x: tidegate verify: the schema file differs",
        "schema.sql differs: 1 changed",
        "~~~~diff",
        "-    \"since\" date",
    ] {
        assert!(job.summary.contains(part), "`{part}` is missing in:\n{}", job.summary);
    }
    // The artifact is a patch that fixes it.
    world.git(&["checkout", "--quiet", "--", "."]);
    world.file("schema.diff", &job.artifacts["schema.diff"]);
    world.git(&["apply", "schema.diff"]);
    world.remove("schema.diff");
    assert_eq!(world.content("schema.sql"), schema);

    world.git(&["checkout", "--quiet", "--", "."]);
    let last = "supabase/migrations/20250401000000_more.sql";
    world.stage(last, "-- 100 %\nalter table public.nowhere\n  add x int;\n").commit("Broken");
    let job = run(&world);
    assert!(job.has_failed(), "{}", job.log());
    let annotation = format!("::error file={last},line=2,col=1,endColumn=27,title=tidegate verify 42P01::relation");
    assert!(job.log().contains(&annotation), "{}", job.log());
    assert!(job.summary.contains("### :x: tidegate verify: the replay failed"), "{}", job.summary);
    assert!(job.artifacts["verify.txt"].contains("No migration creates table `public.nowhere`"), "{:?}", job.artifacts);
    assert!(!job.artifacts.contains_key("schema.diff"));
    for (name, artifact) in &job.artifacts {
        assert!(!artifact.contains("::error"), "{name}: {artifact}");
    }
}

#[test]
fn the_workflow_replays_on_a_service_container() {
    let Some(service) = Service::start() else { return };
    stories(&|world| service.machine(world).job(&world.content(WORKFLOW), "verify"), "");
}

#[test]
fn the_workflow_replays_on_a_private_server() {
    if has_server() {
        stories(&|world| private(world).job(&world.content(WORKFLOW), "verify"), "--engine local");
    }
}

#[test]
fn the_workflow_replays_on_embedded_postgres() {
    if cfg!(feature = "embedded") {
        let cache = shared_cache().display().to_string();
        let run = |world: &World| {
            let machine = Machine::new(world).path(None).variable("TIDEGATE_CACHE_DIR", &cache);
            machine.job(&world.content(WORKFLOW), "verify")
        };
        stories(&run, "--engine embedded");
    }
}

#[test]
fn the_action_replays_on_private_and_embedded_servers() {
    let Some(service) = Service::start() else { return };
    let unjudged = [("check", "false"), ("verify-arguments", "--no-cache")];
    let on = |machine: Machine<'_>| machine.variable("GITHUB_ACTION_PATH", TOP).action(&action(), &unjudged);
    stories(&|world| on(service.machine(world)), "");
    stories(&|world| on(private(world)), "");
}

#[test]
fn one_run_reports_everything() {
    if !has_server() {
        return;
    }
    let world = project("--engine local");
    world.stage("schema.sql", "create table public.of_hand ();\n").commit("By hand");
    let folder = world.root().join("counted");
    std::fs::create_dir_all(&folder).unwrap();
    let count = folder.join("count");
    let program = tidegate_binary();
    executable(&folder.join("tidegate"), &format!("echo \"$1\" >>{}\nexec {program} \"$@\"", count.display()));
    let choice = choose(find(&Environment::read().unwrap(), None), None).unwrap();
    let machine = Machine::new(&world).programs([folder, choice.installation.bin]);
    let machine = machine.variable("TIDEGATE_CACHE_DIR", shared_cache().to_str().unwrap());
    let job = machine.job(&world.content(WORKFLOW), "verify");
    assert!(job.has_failed() && job.artifacts.contains_key("schema.diff"), "{}", job.log());
    assert!(
        job.summary.contains("Patch that fixes the schema file") && job.log().contains("::error file=schema.sql"),
        "{}",
        job.log()
    );
    assert_eq!(std::fs::read_to_string(count).unwrap(), "verify\n");
    assert_eq!(world.git(&["status", "--porcelain"]), "");
}

#[test]
fn new_migrations_are_checked() {
    let world = project("");
    let before = world.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let workflow = |base: &str| {
        let machine = Machine::new(&world).path(None).context("github.event.before", base);
        machine.job(&world.content(WORKFLOW), "check")
    };
    let action = |base: &str| {
        let machine = Machine::new(&world).path(None).context("github.event.pull_request.base.sha", base);
        machine.variable("GITHUB_ACTION_PATH", TOP).action(&action(), &[("verify", "false")])
    };
    world.stage("supabase/migrations/20250401000000_more.sql", "drop table public.activity;\n").commit("Less");
    for run in [&workflow as &dyn Fn(&str) -> Job, &action] {
        let job = run(&before);
        assert!(job.has_failed(), "{}", job.log());
        assert!(
            job.log().contains("::error file=supabase/migrations/20250401000000_more.sql,line=1,"),
            "{}",
            job.log()
        );
        assert!(job.summary.contains("`drop-table`"), "{}", job.summary);
        let job = run(world.git(&["rev-parse", "HEAD"]).trim());
        assert!(!job.has_failed(), "{}", job.log());
        for unknown in ["", "0000000000000000000000000000000000000000"] {
            let job = run(unknown);
            assert!(job.has_failed() && job.log().contains("the working tree"), "{}", job.log());
        }
    }
}

#[test]
fn an_unreachable_server_fails_the_job() {
    let world = project("");
    let machine = Machine::new(&world).path(None).variable("TIDEGATE_DATABASE_URL", "postgres://a@127.0.0.1:1/a");
    let job = machine.job(&world.content(WORKFLOW), "verify");
    assert!(job.has_failed(), "{}", job.log());
    assert_eq!(job.outputs["exit-code"], "3");
    assert!(job.summary.contains("### :x: Verification did not run"), "{}", job.summary);
    assert!(job.artifacts["verify.txt"].contains("cannot connect to"), "{:?}", job.artifacts);
}

#[test]
fn missing_programs_are_installed() {
    let world = project("");
    let none = world.root().join("none");
    std::fs::create_dir_all(&none).unwrap();
    executable(&none.join("pg_dump"), "echo 'pg_dump (PostgreSQL) 14.11 (Ubuntu 14.11-1)'");
    let machine = |folder: PathBuf| Machine::new(&world).programs([folder]).variable("TIDEGATE_DATABASE_URL", "x");
    let _ = machine(none.clone()).job(&world.content(WORKFLOW), "verify");
    let asked = Machine::new(&world).asked();
    assert!(
        asked.contains("gh release download v")
            && asked.contains("gh attestation verify ")
            && asked.contains("--yes postgresql-client-15\n"),
        "{asked}"
    );

    // The action brings its own program, of its own version.
    let folder = world.root().join("action");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("Cargo.toml"), "[package]\nversion = \"7.8.9\"\n").unwrap();
    let install = "echo \"$*\" >\"$RUNNER_TEMP/arguments\"\nmkdir -p \"$2\"\n\
        printf '#!/bin/sh\\necho \"the program $*\"\\n' >\"$2/tidegate\"\nchmod +x \"$2/tidegate\"";
    std::fs::write(folder.join("install.sh"), install).unwrap();
    std::os::unix::fs::symlink(PathBuf::from(TOP).join("ci"), folder.join("ci")).unwrap();
    let run = |inputs: &[(&str, &str)]| {
        let machine = Machine::new(&world).programs([]).variable("GITHUB_ACTION_PATH", folder.to_str().unwrap());
        let job = machine.action(&action(), inputs);
        assert!(!job.has_failed() && job.log().contains("the program verify --full --format github"), "{}", job.log());
        std::fs::read_to_string(world.root().join("runner/temp/arguments")).unwrap()
    };
    let program = world.root().join("runner/temp/tidegate-program").display().to_string();
    assert_eq!(run(&[]), format!("--to {program} --version 7.8.9\n"));
    assert_eq!(run(&[("version", "1.2.3")]), format!("--to {program} --version 1.2.3\n"));
    assert_eq!(run(&[("version", "source")]), format!("--to {program}\n"));
}

#[test]
fn a_workflow_is_written_once() {
    let world = World::new();
    world.stage("prisma/migrations/20250101000000_a/migration.sql", "create table a (b int);\n");
    let said = world.tidegate("ci github").passes();
    assert_stored("ci-github", &said.text());
    assert_stored("ci-workflow-url", &world.content(WORKFLOW));
    world.tidegate("ci github").passes().prints(&["already exists and is up to date"]).done();
    assert_stored("ci-github-differs", &world.tidegate("ci github --engine local").exits(2).text());
    world.tidegate("ci github --engine local --force").passes().prints(&["the runner's PostgreSQL"]).done();
    let private = world.content(WORKFLOW);
    assert!(!private.contains("services:") && private.contains(" ENGINE: local\n"), "{private}");
    assert!(!private.contains('@') || !private.lines().any(|line| line.starts_with('@')), "{private}");
    assert!(!private.contains("<<") && !private.contains("Install PostgreSQL"), "{private}");

    world.tidegate("ci github --engine embedded --force").passes().prints(&["embedded Postgres"]).done();
    assert!(world.content(WORKFLOW).contains(" ENGINE: embedded\n") && !private.contains("services:"));
    world.stage("tidegate.toml", "postgres = 17\n").commit("A configuration");
    world.publish();
    world.branch("o'neill");
    world.tidegate("ci github --engine local --force").passes().prints(&["every push to main", "PostgreSQL 17"]).done();
    let private = world.content(WORKFLOW);
    assert!(private.contains("branches: ['main']") && private.contains("--yes postgresql-17\n"), "{private}");
    world.git(&["remote", "remove", "origin"]);
    world.tidegate("ci github --force").passes().done();
    assert!(world.content(WORKFLOW).contains("branches: ['o''neill']"));
    assert!(world.content(WORKFLOW).contains("image: postgres:17\n"));
}

#[test]
fn a_pull_request_from_a_fork_is_replayed_on_embedded_postgres() {
    let Some(service) = Service::start() else { return };
    let world = project("");
    let from = |repository: &str, number: &str| {
        let machine = service.machine(&world).context("github.event.pull_request.number", number);
        machine.context("github.event.pull_request.head.repo.full_name", repository)
    };
    let workflow = |machine: Machine<'_>| machine.job(&world.content(WORKFLOW), "verify");
    let by_action =
        |machine: Machine<'_>| machine.variable("GITHUB_ACTION_PATH", TOP).action(&action(), &[("check", "false")]);
    for run in [&workflow as &dyn Fn(Machine<'_>) -> Job, &by_action] {
        // A fork that was deleted has no name.
        for fork in ["mallory/app", ""] {
            let job = run(from(fork, "7"));
            assert!(job.log().contains("from a fork: replaying with the engine embedded"), "{}", job.log());
            let code = if cfg!(feature = "embedded") { "0" } else { "3" };
            assert_eq!(job.outputs["exit-code"], code, "{}", job.log());
            assert!(code == "0" || job.log().contains("has no embedded Postgres"), "{}", job.log());
        }
        for job in [run(from("ada/app", "7")), run(from("", ""))] {
            assert!(!job.has_failed() && !job.log().contains("from a fork"), "{}", job.log());
        }
    }
}

#[test]
fn everything_that_a_workflow_runs_is_pinned() {
    let world = World::new();
    world.stage("prisma/migrations/20250101000000_a/migration.sql", "create table a (b int);\n");
    let hash = "0123456789abcdef".repeat(4);
    world.tidegate(&format!("ci github --sha256 {hash}")).passes().done();
    let workflow = world.content(WORKFLOW);
    assert_eq!(workflow.matches(&format!("SHA256: '{hash}'")).count(), 2);
    let pinned = regex::Regex::new(r"uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9.]+$").unwrap();
    let action = action();
    let uses: Vec<&str> = workflow.lines().chain(action.lines()).filter(|line| line.contains("uses:")).collect();
    assert_eq!(uses.len(), 4);
    for line in uses {
        assert!(pinned.is_match(line), "{line}");
    }
    assert!(!workflow.contains("pip"), "{workflow}");
    for wrong in ["0123", &"g".repeat(64)] {
        world.tidegate(&format!("ci github --force --sha256 {wrong}")).exits(2).done();
    }
    // A file with another hash, or without an attestation, is not unpacked.
    let none = world.root().join("none");
    std::fs::create_dir_all(&none).unwrap();
    let run = || Machine::new(&world).programs([none.clone()]).job(&world.content(WORKFLOW), "check");
    let job = run();
    assert!(
        job.has_failed() && job.log().contains("tidegate-x86_64-unknown-linux-gnu.tar.gz: FAILED"),
        "{}",
        job.log()
    );
    world.tidegate("ci github --force").passes().done();
    executable(&none.join("gh"), "echo 'no attestation found' >&2\ncase $1 in attestation) exit 1 ;; esac");
    let machine = Machine::new(&world);
    let path = format!("{}:/usr/bin:/bin", none.display());
    let job = machine.variable("PATH", &path).job(&world.content(WORKFLOW), "check");
    assert!(job.has_failed() && job.log().contains("no attestation found"), "{}", job.log());
    assert!(!world.root().join("runner/temp/tidegate-program/tidegate").exists());
}
