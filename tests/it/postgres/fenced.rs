//! The second wall: what a private server cannot reach, whatever its role may do.

use crate::support::server::{connect, first_value, new_database};
use crate::support::{Server, World, migration, print_skipped};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use tidegate::postgres::{Database, Engine as _, Environment, Error};
use tidegate::process::fence_support;

/// A connection as the superuser of a server.
fn superuser(local: &mut tidegate::postgres::local::Local) -> Box<dyn Database> {
    tidegate::postgres::Engine::open_as_superuser(local, "tidegate").unwrap().unwrap()
}

#[test]
fn sql_of_a_superuser_reaches_no_file_program_or_connection() {
    let Some(server) = Server::new() else { return };
    if !fence_support().files && print_skipped("this kernel has no Landlock") {
        return;
    }
    let secret = server.root().join("secret");
    fs::write(&secret, "hidden").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    let mut other =
        server.try_start(&Environment { repository: Some("/other".into()), ..server.environment() }).unwrap();
    other.create_database(&new_database("theirs")).unwrap();
    let mut local = server.start();
    let mut database = superuser(&mut local);
    let outside = server.root().join("tmp/outside").display().to_string();
    let secret = secret.display().to_string();
    let connection = format!("host={} user=postgres dbname=theirs", other.sockets().display());
    database.run("create extension if not exists dblink").unwrap_or_default();
    let mut held = 0;
    for refused in [
        "copy (select 1) to program 'true'".to_owned(),
        "copy (select 1) to program '/bin/true'".to_owned(),
        "create table p (t text); copy p from program 'cat'".to_owned(),
        format!("copy (select 1) to '{outside}'"),
        "copy (select 1) to '/dev/tty'".to_owned(),
        "copy (select 1) to '/dev/shm/tidegate'".to_owned(),
        format!("create table s (t text); copy s from '{secret}'"),
        format!("select pg_read_file('{secret}')"),
        format!("select pg_read_binary_file('{secret}')"),
        "select pg_read_file('/etc/passwd')".to_owned(),
        "select pg_read_file('/proc/1/environ')".to_owned(),
        "select pg_read_file('/proc/self/environ')".to_owned(),
        "select pg_ls_dir('/etc')".to_owned(),
        "select pg_ls_dir('/tmp')".to_owned(),
        "select pg_ls_dir('/proc')".to_owned(),
        format!("select lo_import('{secret}')"),
        format!("select lo_export(lo_from_bytea(0, 'x'), '{outside}')"),
        format!("load '{secret}'"),
        format!("create tablespace t location '{}'", server.root().join("tmp").display()),
        format!("select dblink_connect('{connection}')"),
        "select dblink_connect('host=127.0.0.1 port=5432 user=postgres')".to_owned(),
        "select dblink_connect('host=localhost port=22')".to_owned(),
    ] {
        let error = database.run(&refused).expect_err(&refused);
        assert!(matches!(error, Error::Sql(_)), "{refused}: {error:?}");
        held += 1;
    }
    assert_eq!(held, 22);
    // A link in its own cluster leads nowhere else.
    let cluster = server.slot().join("data");
    std::os::unix::fs::symlink(&secret, cluster.join("link")).unwrap();
    database.run("select pg_read_file('link')").expect_err("a link out of the cluster");
    assert_eq!(fs::read_dir(server.root().join("tmp")).unwrap().count(), 2, "the two sockets");
    // What it needs works: text search, time zones, collations, procedural languages, large sorts.
    for allowed in [
        "select to_tsvector('english', 'running'), now() at time zone 'Europe/Berlin'",
        "select 'a' collate \"C\" < 'b', count(*) from pg_timezone_names",
        "do $$ begin perform 1; end $$",
        "set work_mem = '64kB'",
        "select count(*) from (select n from generate_series(1, 100000) n order by n desc) s",
        "select count(*) from pg_available_extensions",
        "create table kept as select n from generate_series(1, 1000) n",
        "vacuum kept",
    ] {
        database.run(allowed).unwrap_or_else(|error| panic!("{allowed}: {error}"));
    }
}

#[test]
fn a_server_has_no_rights_environment_or_open_files_of_tidegate() {
    let Some(server) = Server::new() else { return };
    if !cfg!(target_os = "linux") {
        return;
    }
    let mut local = server.start();
    let mut database = connect(&mut local);
    let backend = first_value(database.as_mut(), "select pg_backend_pid()");
    let postmaster = fs::read_to_string(server.slot().join("data/postmaster.pid")).unwrap();
    let own = fs::read_to_string("/proc/self/status").unwrap();
    let uid_of = |status: &str| status.lines().find_map(|line| line.strip_prefix("Uid:")).unwrap().trim().to_owned();
    for process in [postmaster.lines().next().unwrap(), &backend] {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim().to_owned()
        };
        if uid_of(&own).starts_with("0\t") {
            assert!(!field("Uid:").split('\t').any(|id| id == "0"), "{status}");
            let passwd = fs::read_to_string("/etc/passwd").unwrap();
            let id = field("Uid:").split('\t').next().unwrap().to_owned();
            assert!(!passwd.lines().any(|line| line.split(':').nth(2) == Some(&id)), "an account has {id}");
            assert_eq!(field("Groups:"), "", "{status}");
            assert_eq!(field("CapEff:"), "0000000000000000");
        }
        if fence_support().connections {
            assert_eq!((field("NoNewPrivs:"), field("Seccomp:")), ("1".to_owned(), "2".to_owned()));
        }
        let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
        assert!(limits.contains("Max core file size        0 "), "{limits}");
        let environment = fs::read(format!("/proc/{process}/environ")).unwrap();
        for variable in environment.split(|byte| *byte == 0).filter(|variable| !variable.is_empty()) {
            let variable = String::from_utf8_lossy(variable).into_owned();
            let name = variable.split('=').next().unwrap();
            // The server adds the last one itself.
            let known = ["PATH", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "PGSYSCONFDIR", "PG_GRANDPARENT_PID"];
            assert!(known.contains(&name) || name.starts_with("LC_"), "{variable}");
        }
    }
    drop(database);
    let postmaster = postmaster.lines().next().unwrap();
    for file in fs::read_dir(format!("/proc/{postmaster}/fd")).unwrap().flatten() {
        let target = fs::read_link(file.path()).unwrap().display().to_string();
        let is_own = target.starts_with(&server.root().display().to_string())
            || ["pipe:", "socket:", "anon_inode:", "/dev/null"].iter().any(|kind| target.starts_with(kind));
        assert!(is_own, "{target}");
    }
    drop(local);
}

#[test]
fn one_repository_does_not_use_the_cluster_of_another() {
    let Some(server) = Server::new() else { return };
    let of = |repository: &str| Environment { repository: Some(repository.into()), ..server.environment() };
    let mut one = server.try_start(&of("/one")).unwrap();
    one.create_database(&new_database("kept")).unwrap();
    drop(one);
    let mut two = server.try_start(&of("/two")).unwrap();
    assert!(two.is_new() && two.databases().unwrap().is_empty());
    drop(two);
    let fresh = Environment { is_fresh: true, ..of("/one") };
    let mut one = server.try_start(&fresh).unwrap();
    assert!(one.is_new() && one.databases().unwrap().is_empty(), "nothing that was left");
    one.create_database(&new_database("more")).unwrap();
    drop(one);
    let data = walkdir::WalkDir::new(server.clusters()).into_iter().flatten();
    assert_eq!(data.filter(|file| file.file_name() == "pg_control").count(), 2, "the seed, and the other one");
    assert!(server.try_start(&of("/one")).unwrap().is_new(), "and nothing is left");
    let mut kept: Vec<_> = tidegate::postgres::local::stored_clusters(&server.environment());
    kept.retain(|cluster| cluster.purpose.is_some());
    let shown: Vec<_> = kept.iter().map(|cluster| (cluster.purpose.as_deref(), cluster.repository.clone())).collect();
    assert_eq!(shown.len(), 2);
    assert!(shown.contains(&(Some("test"), Some("/one".into()))), "{shown:?}");
}

/// Programs in a folder of their own that start those of the machine after this command.
fn wrapped(world: &World, command: &str) -> std::ffi::OsString {
    let real = crate::support::server::choice().installation.bin;
    let folder = world.root().join("bin");
    fs::create_dir(&folder).unwrap();
    for name in ["postgres", "initdb", "pg_dump"].into_iter().filter(|name| real.join(name).exists()) {
        let first = if name == "postgres" { command } else { "" };
        let program = folder.join(name);
        fs::write(&program, format!("#!/bin/sh\n{first}\nexec '{}/{name}' \"$@\"\n", real.display())).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut path = folder.into_os_string();
    path.push(":");
    path.push(world.variable("PATH"));
    path
}

const REMARK: &str = "the server runs outside of its sandbox, in which it does not start";

#[test]
fn a_server_that_starts_only_outside_of_its_sandbox_is_reported_once() {
    let Some(world) = World::with_own_server() else { return };
    if !fence_support().files && print_skipped("this kernel has no Landlock") {
        return;
    }
    world.stage(&migration(5, "a"), crate::support::GOOD);
    // Files outside of its installation, which its user can read. Only the first argument is looked
    // at: the folder of its socket may be `tidegate-V…`.
    let path = wrapped(&world, "case \"$1\" in --version|-V) ;; *) read line < /etc/passwd || exit 1;; esac");
    let view = || world.with("PATH", &path);
    let human = view().tidegate("verify --engine local --no-cache");
    assert_eq!(
        human.text().split_whitespace().collect::<Vec<_>>().join(" ").matches(REMARK).count(),
        1,
        "{}",
        human.text()
    );
    for _ in 0..2 {
        let json = view().tidegate("verify --engine local --no-cache --format json");
        let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(report.to_string().matches(REMARK).count(), 1, "{report}");
    }
}

#[test]
fn a_fault_that_passes_leaves_a_server_in_its_sandbox() {
    let Some(world) = World::with_own_server() else { return };
    world.stage(&migration(5, "a"), crate::support::GOOD);
    // The first starts on a new cluster fail, as on a disk that is full at that moment.
    let flags = world.root().join("flags");
    fs::create_dir(&flags).unwrap();
    fs::set_permissions(&flags, fs::Permissions::from_mode(0o777)).unwrap();
    let flag = flags.join("full");
    fs::write(&flag, "").unwrap();
    let flag = flag.display();
    // Inside of its sandbox it cannot remove the file.
    let remove = format!("rm -f {flag} 2>/dev/null; [ ! -e {flag} ] || exit 1");
    let command = format!("case \"$*\" in *config_file*) [ ! -e {flag} ] || {{ {remove}; }};; esac");
    let path = wrapped(&world, &command);
    let ran = world.with("PATH", &path).tidegate("verify --engine local --no-cache");
    ran.prints(&["replayed 1 staged migration"]).does_not_print(&["sandbox"]).done();
}

#[test]
fn the_users_settings_make_the_replay_one_of_a_superuser() {
    let Some(world) = World::with_own_server() else { return };
    let settings = world.root().join("config/tidegate/config.toml");
    fs::create_dir_all(settings.parent().unwrap()).unwrap();
    let sql =
        "create role fleet superuser; set session authorization fleet; reset session authorization; drop role fleet;\n";
    world.stage(&migration(5, "a"), format!("{}{sql}", crate::support::GOOD));
    let view = || world.with("XDG_CONFIG_HOME", world.root().join("config"));
    fs::write(&settings, "[replay]\nsuperuser = false\n").unwrap();
    view().tidegate("verify --engine local").has_problems().prints(&["superuser = true", "own settings"]).done();
    fs::write(&settings, "[replay]\nsuperuser = true\n").unwrap();
    view().tidegate("verify --engine local").prints(&["replayed 1 staged migration"]).done();
    // The first wall is gone, the second one stays, and nothing stays for a run without the setting.
    if fence_support().files {
        world.stage(&migration(6, "b"), "copy (select 1) to program 'true';\n");
        view()
            .tidegate("verify --engine local")
            .has_problems()
            .prints(&["could not execute command", "20260106"])
            .done();
        world.git(&["rm", "--cached", "--quiet", &migration(6, "b")]);
    }
    fs::write(&settings, "[replay]\nsuperuser = false\n").unwrap();
    view().tidegate("verify --engine local").has_problems().prints(&["42501"]).done();
    // A branch cannot say it.
    world.stage("tidegate.toml", "[replay]\nsuperuser = true\n");
    view().tidegate("verify --engine local").exits(2).done();
}
