//! The engines against real servers. Every test has a cache folder of its own, in a
//! temporary folder that the server's user may enter when the tests run as root.

use crate::world::skipped;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tidegate::postgres::local::{Local, stored_clusters};
use tidegate::postgres::url::Url;
use tidegate::postgres::{
    Database, Engine, Environment, Error, Installation, Level, NewDatabase, Session, SqlError, choose, find,
    scratch_name,
};

/// Set for a process that holds a server until it is killed: its cache folder.
const HOLD: &str = "TIDEGATE_TEST_HOLD";

/// A folder for a cache, and the programs of a server.
pub(crate) struct Ground {
    folder: tempfile::TempDir,
    installation: Installation,
}

/// `None` when the machine has no server.
pub(crate) fn ground() -> Option<Ground> {
    let ground = empty_ground()?;
    // `initdb` runs once: a cluster that was made is there for every test to begin with.
    static SEED: OnceLock<Option<(PathBuf, OsString)>> = OnceLock::new();
    let seed = SEED.get_or_init(|| {
        let first = empty_ground()?;
        drop(first.start());
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("postgres-seed");
        let _ = fs::remove_dir_all(&kept);
        let name = first.kept().file_name().unwrap().to_owned();
        copied(&first.kept().join("seed"), &kept).then_some((kept, name))
    });
    if let Some((seed, name)) = seed {
        let kept = ground.root().join("cache/postgres").join(name);
        fs::create_dir_all(&kept).unwrap();
        copied(seed, &kept.join("seed"));
    }
    Some(ground)
}

/// Copies a folder with its owners; false where that is not possible.
fn copied(from: &Path, to: &Path) -> bool {
    Command::new("cp").arg("-a").arg(from).arg(to).stderr(Stdio::null()).status().unwrap().success()
}

fn empty_ground() -> Option<Ground> {
    let Ok(choice) = choose(find(&Environment::read().unwrap(), None), None) else {
        skipped("no PostgreSQL server is installed");
        return None;
    };
    let mut builder = tempfile::Builder::new();
    let folder = builder.prefix("tg").permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
    Some(Ground { folder, installation: choice.installation })
}

impl Ground {
    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    fn environment(&self) -> Environment {
        environment(&self.root().join("cache"))
    }

    pub(crate) fn start(&self) -> Local {
        self.try_start(&self.environment()).unwrap()
    }

    fn try_start(&self, environment: &Environment) -> Result<Local, Error> {
        Local::start(&self.installation, environment, "test", &[])
    }

    /// The folder of the first slot.
    fn slot(&self) -> PathBuf {
        self.kept().join("test-0")
    }

    /// The one folder of clusters in the cache.
    fn kept(&self) -> PathBuf {
        let mut folders = fs::read_dir(self.root().join("cache/postgres")).unwrap();
        folders.next().unwrap().unwrap().path()
    }

    /// Starts a process that holds a server, and waits for that server.
    fn hold(&self) -> Child {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "postgres::a_process_that_holds_a_server", "--nocapture"])
            .env(HOLD, self.root().join("cache"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        wait_for("the held server", || self.root().join("cache/holding").exists());
        child
    }
}

/// The machine's environment with folders of the test's own.
fn environment(cache: &Path) -> Environment {
    let mut environment = Environment::read().unwrap();
    environment.cache = Some(cache.to_owned());
    environment.shared_cache = None;
    environment.pg.clear();
    environment
}

#[track_caller]
fn wait_for(operation: &str, mut is_there: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_there() {
        assert!(begin.elapsed() < Duration::from_secs(30), "waited in vain for {operation}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Not a test by itself: the others start it again as a process to be killed.
#[test]
fn a_process_that_holds_a_server() {
    let Some(cache) = std::env::var_os(HOLD).map(PathBuf::from) else { return };
    let choice = choose(find(&Environment::read().unwrap(), None), None).unwrap();
    let mut local = Local::start(&choice.installation, &environment(&cache), "test", &[]).unwrap();
    local.create_database(&new("kept")).unwrap();
    let scratch = scratch_name();
    local.create_database(&new(&scratch)).unwrap();
    let mut database = local.open(&scratch, &Session::default()).unwrap();
    fs::write(cache.join("holding"), local.sockets().as_os_str().as_encoded_bytes()).unwrap();
    database.run("select pg_sleep(60)").unwrap();
}

fn new(name: &str) -> NewDatabase<'_> {
    NewDatabase { name, template: None }
}

/// A database with a name of its own, and a connection to it.
fn database(engine: &mut dyn Engine) -> Box<dyn Database> {
    let name = scratch_name();
    engine.create_database(&new(&name)).unwrap();
    engine.open(&name, &Session::default()).unwrap()
}

fn text(database: &mut dyn Database, sql: &str) -> String {
    let rows = database.query(sql).unwrap().rows;
    rows.first().and_then(|row| row.first().cloned()).flatten().unwrap_or_default()
}

#[track_caller]
fn refused(result: Result<(), Error>) -> SqlError {
    match result {
        Err(Error::Sql(error)) => *error,
        other => panic!("the SQL is to blame, but: {other:?}"),
    }
}

#[test]
fn sql_is_run_and_its_errors_stand_where_they_are() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    let mut database = database(&mut local);
    let database = database.as_mut();

    let sql = "select 'é€😀' as \"Größe\";\nselect 1 from nirgendwo;";
    let error = refused(database.run(sql));
    assert_eq!((error.sqlstate.as_str(), error.position), ("42P01", sql.find("nirgendwo")));
    assert_eq!(error.message, "relation \"nirgendwo\" does not exist");

    // One call is one transaction, and after its failure nothing of it is left.
    refused(database.run("create table a (id int); select 1/0;"));
    assert_eq!(text(database, "select to_regclass('a') is null"), "t");

    database.run("create table a (id int constraint odd check (id % 2 = 1)); insert into a values (1)").unwrap();
    let error = refused(database.run("insert into a values (2)"));
    assert_eq!((error.table.as_deref(), error.constraint.as_deref()), (Some("a"), Some("odd")));
    assert!(error.detail.is_some_and(|detail| detail.contains("(2)")));

    database.run("do $$ begin execute 'select é from a'; exception when others then raise; end $$").unwrap_err();
    let error = refused(database.run("do $$ begin execute 'select ''é'', b from a'; end $$"));
    assert_eq!(error.inner, Some(("select 'é', b from a".to_owned(), "select 'é', ".len())));
    assert!(error.context.is_some_and(|context| context.contains("line 1 at EXECUTE")));

    let error = refused(database.run("select 'a\0b'"));
    assert_eq!((error.sqlstate.as_str(), error.position), ("22021", Some(9)));

    let rows = database.query("select id, null as nothing from a").unwrap();
    assert_eq!(rows.columns, ["id", "nothing"]);
    assert_eq!(rows.rows, [[Some("1".to_owned()), None]]);
    database.run("").unwrap();
    database.run("-- a comment only").unwrap();
}

#[test]
fn data_is_copied_in() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    let mut database = database(&mut local);
    let database = database.as_mut();
    database.run("create table a (id int, word text)").unwrap();
    database.run("begin").unwrap();
    assert_eq!(database.copy_in("COPY a (id, word) FROM stdin;", b"1\tone\n2\t\\N\n3\tdr\xc3\xa9i\n").unwrap(), 3);
    database.run("commit").unwrap();
    assert_eq!(text(database, "select string_agg(coalesce(word, '-'), ' ' order by id) from a"), "one - dréi");

    let error = refused(database.copy_in("COPY a FROM stdin", b"4\tfour\nfive\tfive\n").map(drop));
    assert_eq!(error.sqlstate, "22P02");
    assert!(error.context.is_some_and(|context| context.contains("COPY a, line 2")));
    // Data that the server refuses early, and much of it.
    let many = "x\ty\n".repeat(500_000);
    assert_eq!(refused(database.copy_in("COPY a FROM stdin", many.as_bytes()).map(drop)).sqlstate, "22P02");
    let many = "7\ty\n".repeat(300_000);
    assert_eq!(database.copy_in("COPY a FROM stdin", many.as_bytes()).unwrap(), 300_000);
    assert_eq!(refused(database.copy_in("COPY a FROM stdim", b"").map(drop)).sqlstate, "42601");
    assert_eq!(text(database, "select count(*) from a"), "300003", "the connection goes on");

    // Without its data a copy cannot be run; it must not hang either.
    assert!(matches!(database.run("copy a from stdin"), Err(Error::CopyWithoutData)));
    assert!(matches!(database.run("select 1"), Err(Error::Lost { .. })));
}

#[test]
fn a_copy_that_cannot_begin_says_why_and_ends_the_connection() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    let mut connection = database(&mut local);
    assert_eq!(refused(connection.copy_in("COPY nowhere FROM stdin", b"1\n").map(drop)).sqlstate, "42P01");
    assert!(matches!(connection.run("select 1"), Err(Error::Lost { .. })));
    let mut connection = database(&mut local);
    assert!(matches!(connection.copy_in("select 1", b"1\n"), Err(Error::CopyWithoutData)));
    assert!(matches!(connection.run("select 1"), Err(Error::Lost { .. })));
}

#[test]
fn a_copy_to_us_is_refused_without_hanging() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    let mut database = database(&mut local);
    assert!(matches!(database.run("copy (select 1) to stdout"), Err(Error::CopyWithoutData)));
    assert!(matches!(database.run("select 1"), Err(Error::Lost { .. })));
}

#[test]
fn remarks_of_the_server_are_heard_at_their_level() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    let name = scratch_name();
    local.create_database(&new(&name)).unwrap();
    let remarks =
        "set local work_mem = '1MB'; do $$ begin raise notice 'n'; raise warning 'w'; raise debug 'd'; end $$;
                   create table a (id int not null); alter table a alter id type bigint;";
    let heard = |local: &mut Local, level: Level| {
        let session = Session { notices: level, ..Session::default() };
        let mut database = local.open(&name, &session).unwrap();
        database.run("reset all").unwrap();
        database.take_notices();
        database.run(&format!("begin; {remarks} rollback")).unwrap();
        database.take_notices()
    };
    let warnings = heard(&mut local, Level::Warning);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!((warnings[0].level, warnings[0].fields.message.as_str()), (Level::Warning, "w"));
    assert_eq!(heard(&mut local, Level::Notice).len(), 2);
    let debug = heard(&mut local, Level::Debug);
    let rewrites: Vec<&str> = debug.iter().map(|notice| notice.fields.message.as_str()).collect();
    assert!(rewrites.iter().any(|message| message.contains("rewriting table \"a\"")), "{rewrites:?}");
}

#[test]
fn databases_are_cloned_renamed_listed_dumped_and_dropped() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    assert!(local.is_new());
    assert!(local.server().to_string().starts_with("PostgreSQL "), "{}", local.server());
    local.create_database(&new("postgres")).unwrap();
    let mut database = local.open("postgres", &Session::default()).unwrap();
    database.run("create table a (id int); insert into a values (7); create role \"Ada L\" login;").unwrap();
    database
        .run("create role team; grant team to \"Ada L\"; alter role \"Ada L\" set search_path = 'A b', public")
        .unwrap();
    database.run("alter database postgres set search_path = '$user', 'Ex t', public").unwrap();
    database.run("alter database postgres set \"app.secret\" = 'it''s'").unwrap();
    database.run("alter role team in database postgres set statement_timeout = '7s'").unwrap();
    drop(database);

    local.create_database(&NewDatabase { name: "the \"clone\"", template: Some("postgres") }).unwrap();
    let mut clone = local.open("the \"clone\"", &Session::default()).unwrap();
    assert_eq!(text(clone.as_mut(), "select id from a"), "7");
    assert_eq!(text(clone.as_mut(), "show search_path"), "\"$user\", \"Ex t\", public");
    assert_eq!(text(clone.as_mut(), "show app.secret"), "it's");
    drop(clone);
    let mut team =
        local.open("the \"clone\"", &Session { role: Some("Ada L".to_owned()), ..Session::default() }).unwrap();
    assert_eq!(text(team.as_mut(), "select current_user"), "Ada L");
    drop(team);

    let roles = local.roles().unwrap();
    assert_eq!(roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(), ["Ada L", "team"]);
    assert!(roles[0].definition.contains("GRANT team TO \"Ada L\""), "{}", roles[0].definition);
    assert!(roles[0].definition.contains("SET search_path TO \"A b\", public"), "{}", roles[0].definition);

    if can_dump(&mut local, "the \"clone\"") {
        let error = local.dump("nowhere", &["--schema-only"]).unwrap_err();
        assert!(error.to_string().contains("does not exist"), "{error}");
    }

    local.rename_database("the \"clone\"", "other").unwrap();
    let names = |local: &mut Local| -> Vec<String> { local.databases().unwrap() };
    assert_eq!(names(&mut local), ["other", "postgres"]);
    let _still_open = local.open("other", &Session::default()).unwrap();
    local.drop_database("other").unwrap();
    local.drop_database("other").unwrap();
    assert_eq!(names(&mut local), ["postgres"]);
    assert!(local.extensions().unwrap().iter().any(|extension| extension.name == "plpgsql"));
    assert!(matches!(local.create_database(&new(&"x".repeat(64))), Err(Error::Name { .. })));
    refused(local.create_database(&NewDatabase { name: "b", template: Some("nowhere") }));
}

/// Dumps a database that has a table `a`; some packages bring a server without `pg_dump`.
fn can_dump(engine: &mut dyn Engine, name: &str) -> bool {
    match engine.dump(name, &["--schema-only", "--no-owner"]) {
        Ok(dump) => {
            let dump = String::from_utf8(dump).unwrap();
            assert!(dump.contains("CREATE TABLE public.a"), "{dump}");
            true
        }
        Err(Error::NoDump { .. }) => skipped(&format!("{} has no pg_dump", engine.server())),
        Err(error) => panic!("{}: {error}", engine.server()),
    }
}

#[test]
fn a_cluster_is_kept_for_the_next_run() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    let sockets = local.sockets().to_owned();
    local.create_database(&new("kept")).unwrap();
    local.open("kept", &Session::default()).unwrap().run("alter system set work_mem = '2MB'").unwrap();
    let forgotten = database(&mut local);
    drop(local);
    drop(forgotten);
    assert!(!sockets.exists(), "the socket's folder is gone");
    assert!(!ground.slot().join("data/postmaster.pid").exists(), "the server is gone");

    let mut local = ground.start();
    assert!(!local.is_new());
    assert_eq!(local.remarks(), [""; 0]);
    assert_eq!(local.databases().unwrap().len(), 1, "no scratch database is kept");
    let mut kept = local.open("kept", &Session::default()).unwrap();
    assert_ne!(text(kept.as_mut(), "show work_mem"), "2MB", "no run changes the settings of the next");
    drop(kept);
    local.discard();
    assert!(ground.start().is_new());
}

#[test]
fn what_is_kept_can_be_seen_and_cleared_while_another_run_goes_on() {
    let Some(ground) = ground() else { return };
    let mut running = ground.start();
    drop(ground.start());
    let all = stored_clusters(&ground.environment());
    let told: Vec<(&str, bool)> =
        all.iter().map(|kept| (kept.purpose.as_deref().unwrap_or("seed"), kept.is_in_use)).collect();
    assert_eq!(told, [("seed", false), ("test", true), ("test", false)]);
    let version = ground.installation.version.to_string();
    assert!(all.iter().all(|kept| kept.bytes > 20_000_000 && kept.last_used.is_some() && kept.version == version));
    let cleared: Vec<bool> = all.iter().map(|kept| kept.clear().unwrap()).collect();
    assert_eq!(cleared, [true, false, true]);
    assert!(!ground.kept().join("test-1").exists() && !ground.kept().join("seed").exists());
    running.create_database(&new("still-there")).unwrap();
    drop(running);
    assert!(!ground.start().is_new(), "what a run has is left alone");
    assert!(all[1].clear().unwrap());
    assert!(ground.start().is_new());
    assert_eq!(stored_clusters(&Environment { cache: Some(ground.root().join("none")), ..ground.environment() }), []);
}

#[test]
fn purposes_have_a_cluster_each() {
    let Some(ground) = ground() else { return };
    for purpose in ["one", "two", "one", "two"] {
        let mut local = Local::start(&ground.installation, &ground.environment(), purpose, &[]).unwrap();
        let roles: Vec<String> = local.roles().unwrap().into_iter().map(|role| role.name).collect();
        if local.is_new() {
            database(&mut local).run(&format!("create role {purpose}")).unwrap();
        } else {
            assert_eq!(roles, [purpose]);
        }
    }
    assert_eq!(stored_clusters(&ground.environment()).len(), 3);
}

#[test]
fn what_nobody_used_for_long_goes_when_a_cluster_is_made() {
    let Some(ground) = ground() else { return };
    let start = |purpose: &str| drop(Local::start(&ground.installation, &ground.environment(), purpose, &[]).unwrap());
    let used = |purpose: &str, days: u64| {
        let state = fs::File::options().append(true).open(ground.kept().join(purpose).join("state")).unwrap();
        state.set_modified(std::time::SystemTime::now() - Duration::from_hours(24 * days)).unwrap();
    };
    let is_there = |purpose: &str| ground.kept().join(purpose).exists();
    start("old");
    start("young");
    used("old-0", 31);
    used("young-0", 29);
    start("young");
    assert!(is_there("old-0"), "nothing is looked for when nothing is made");
    start("new");
    assert!(!is_there("old-0") && is_there("young-0") && is_there("seed"));
    // Files with holes take no room here.
    let large = fs::File::create(ground.kept().join("young-0/data/large")).unwrap();
    large.set_len(3 << 30).unwrap();
    used("young-0", 1);
    start("more");
    assert!(!is_there("young-0") && is_there("new-0"));
}

#[test]
fn two_runs_at_once_have_a_cluster_each() {
    let Some(ground) = ground() else { return };
    let mut servers = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| ground.start())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    for local in &mut servers {
        local.create_database(&new("mine")).unwrap();
    }
    drop(servers);
    assert!(ground.kept().join("test-2").exists());
    assert_eq!(ground.start().databases().unwrap().len(), 1);
}

#[test]
fn long_paths_are_no_obstacle() {
    let Some(ground) = ground() else { return };
    let long = ground.root().join("a long name ".repeat(10)).join("and another é ".repeat(10));
    let mut environment = environment(&long.join("cache"));
    environment.temp = long;
    let mut local = ground.try_start(&environment).unwrap();
    local.create_database(&new("a")).unwrap();
    assert_eq!(text(local.open("a", &Session::default()).unwrap().as_mut(), "select 1"), "1");
}

#[test]
fn no_server_outlives_a_killed_tidegate() {
    let Some(ground) = ground() else { return };
    for signal in ["KILL", "TERM", "INT"] {
        let mut holder = ground.hold();
        let sockets = PathBuf::from(fs::read_to_string(ground.root().join("cache/holding")).unwrap());
        let postmaster = fs::read_to_string(ground.slot().join("data/postmaster.pid")).unwrap();
        let postmaster = postmaster.lines().next().unwrap().to_owned();
        assert!(is_alive(&postmaster));
        kill(signal, &holder.id().to_string());
        holder.wait().unwrap();
        wait_for("the end of the server", || !is_alive(&postmaster));
        wait_for("the end of its watchdog", || !sockets.exists());
        fs::remove_file(ground.root().join("cache/holding")).unwrap();
        wait_for("the lock", || fs::File::open(ground.slot().join("lock")).unwrap().try_lock().is_ok());

        // The kept database is there, the scratch database of the cut run is not.
        let mut local = ground.start();
        assert!(!local.is_new() && local.remarks().is_empty(), "{:?}", local.remarks());
        let names: Vec<String> = local.databases().unwrap();
        assert_eq!(names, ["kept"], "after SIG{signal}");
        local.drop_database("kept").unwrap();
    }
    assert!(!ground.kept().join("test-1").exists(), "the same slot was free every time");
}

/// Kills what watches over the server of the first slot; returns that server.
fn kill_the_watchdog(ground: &Ground) -> String {
    let postmaster = fs::read_to_string(ground.slot().join("data/postmaster.pid")).unwrap();
    let postmaster = postmaster.lines().next().unwrap().to_owned();
    let parent = Command::new("ps").args(["-o", "ppid=", "-p", &postmaster]).output().unwrap();
    let watchdog = String::from_utf8(parent.stdout).unwrap().trim().to_owned();
    let guards = Command::new("pgrep").args(["-P", &watchdog, "sh"]).output().unwrap();
    kill("KILL", &watchdog);
    for guard in String::from_utf8(guards.stdout).unwrap().split_whitespace() {
        kill("KILL", guard);
    }
    postmaster
}

#[test]
fn a_server_that_lost_its_watchdog_is_ended_at_the_end() {
    let Some(ground) = ground() else { return };
    let local = ground.start();
    let sockets = local.sockets().to_owned();
    let postmaster = kill_the_watchdog(&ground);
    assert!(is_alive(&postmaster));
    drop(local);
    wait_for("the end of the server", || !is_alive(&postmaster));
    assert!(!sockets.exists());
}

#[test]
fn a_server_without_its_watchdog_goes_too() {
    let Some(ground) = ground() else { return };
    let mut holder = ground.hold();
    let postmaster = kill_the_watchdog(&ground);
    kill("KILL", &holder.id().to_string());
    holder.wait().unwrap();
    assert!(is_alive(&postmaster), "nobody is left to end it");

    // The next run takes another slot and sees to it that this server goes within a minute.
    drop(ground.start());
    assert!(ground.kept().join("test-1").exists());
    assert!(!ground.slot().join("data/postmaster.pid").exists());
    kill("QUIT", &postmaster);
    wait_for("the lock", || fs::File::open(ground.slot().join("lock")).unwrap().try_lock().is_ok());
    let sockets = PathBuf::from(fs::read_to_string(ground.root().join("cache/holding")).unwrap());
    assert!(sockets.exists());
    drop(ground.start());
    assert!(!sockets.exists(), "the run that has the slot next cleans up");
}

fn kill(signal: &str, process: &str) {
    assert!(Command::new("kill").args([&format!("-{signal}"), process]).status().unwrap().success());
}

fn is_alive(process: &str) -> bool {
    Command::new("kill").args(["-0", process]).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn a_server_that_dies_is_no_verdict_and_its_cluster_is_not_used_again() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    local.create_database(&new("kept")).unwrap();
    let mut database = database(&mut local);
    let postmaster = fs::read_to_string(ground.slot().join("data/postmaster.pid")).unwrap();
    kill("KILL", postmaster.lines().next().unwrap());
    let mut last = Ok(());
    wait_for("the end of the connection", || {
        last = database.run("select 1");
        last.is_err()
    });
    assert!(matches!(last, Err(Error::Lost { .. })), "{last:?}");
    assert!(local.databases().is_err());
    drop((database, local));
    let mut local = ground.start();
    assert!(local.is_new());
    assert!(local.databases().unwrap().is_empty());
}

#[test]
fn a_backend_that_crashes_takes_the_server_down_with_a_reason() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    let mut database = database(&mut local);
    let backend = text(database.as_mut(), "select pg_backend_pid()");
    kill("SEGV", &backend);
    let mut last = Ok(());
    wait_for("the crash", || {
        last = database.run("select 1");
        last.is_err()
    });
    wait_for("the server's last words", || {
        let again = database.run("select 1").unwrap_err().to_string();
        let log = fs::read_to_string(ground.slot().join("server.log")).unwrap();
        again.contains("lost") && log.contains("terminated by signal 11")
    });
    assert!(matches!(last, Err(Error::Lost { .. })), "{last:?}");
}

#[test]
fn ending_the_own_session_is_a_lost_connection() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    let mut database = database(&mut local);
    let error = database.run("select pg_terminate_backend(pg_backend_pid())").unwrap_err();
    assert!(matches!(error, Error::Lost { .. }), "{error:?}");
}

#[test]
fn damaged_clusters_are_made_anew() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    local.create_database(&new("kept")).unwrap();
    drop(local);

    // A torn control file: the server does not start on it.
    fs::write(ground.slot().join("data/global/pg_control"), "half").unwrap();
    let mut local = ground.start();
    assert!(local.is_new() && local.remarks().len() == 1, "{:?}", local.remarks());
    assert!(local.remarks()[0].contains("was recreated"), "{:?}", local.remarks());
    assert!(local.databases().unwrap().is_empty());
    drop(local);

    // The machine went down since: what was not synced may be gone, silently.
    fs::write(ground.slot().join("state"), "clean an-earlier-boot\n").unwrap();
    assert!(ground.start().is_new());

    // A pid file of another time, with the pid of a process that lives.
    fs::write(ground.slot().join("data/postmaster.pid"), format!("{}\n/elsewhere\n", std::process::id())).unwrap();
    assert!(!ground.start().is_new());
}

#[test]
fn a_half_written_cache_is_repaired() {
    let Some(ground) = ground() else { return };
    drop(ground.start());
    let kept = ground.kept();
    fs::create_dir_all(kept.join("seed.new-cut/data")).unwrap();
    fs::create_dir_all(kept.join("test-0/data.new/base")).unwrap();
    fs::remove_file(kept.join("test-0/state")).unwrap();
    // A seed that lost the content of a file.
    fs::write(kept.join("seed/data/PG_VERSION"), "").unwrap();
    let local = ground.start();
    assert!(local.is_new());
    assert!(!kept.join("seed.new-cut").exists());
    drop(local);

    // One that is whole is believed.
    let made = fs::metadata(kept.join("seed")).unwrap().modified().unwrap();
    fs::remove_dir_all(kept.join("test-0")).unwrap();
    assert!(ground.start().is_new());
    assert_eq!(fs::metadata(kept.join("seed")).unwrap().modified().unwrap(), made);
}

#[test]
fn a_cache_that_cannot_be_written_is_passed_over() {
    let Some(ground) = ground() else { return };
    let blocked = ground.root().join("blocked");
    fs::write(&blocked, "").unwrap();
    let mut environment = environment(&blocked);
    environment.temp = ground.root().join("temp");
    fs::create_dir(&environment.temp).unwrap();
    let local = ground.try_start(&environment).unwrap();
    assert_eq!(local.remarks().len(), 1, "{:?}", local.remarks());
    drop(local);

    let Some(_mounted) = Mounted::at(&ground.root().join("read-only"), "ro,size=1m") else { return };
    environment.cache = Some(ground.root().join("read-only"));
    let local = ground.try_start(&environment).unwrap();
    assert!(local.remarks()[0].contains("Read-only"), "{:?}", local.remarks());
    assert!(!local.is_new());
}

#[test]
fn a_full_disk_is_said_and_is_no_verdict() {
    let Some(ground) = ground() else { return };
    let small = ground.root().join("small");
    let Some(mounted) = Mounted::at(&small, "size=20m") else { return };
    let error = ground.try_start(&environment(&small.join("cache"))).err().unwrap();
    assert!(error.to_string().contains("No space left"), "{error}");
    drop(mounted);

    let Some(_mounted) = Mounted::at(&small, "size=100m") else { return };
    let environment = environment(&small.join("cache"));
    let mut local = ground.try_start(&environment).unwrap();
    let mut database = database(&mut local);
    let error =
        database.run("create table a as select repeat('x', 1000) from generate_series(1, 1000000)").unwrap_err();
    assert!(matches!(error, Error::Unhealthy(_) | Error::Lost { .. }), "{error:?}");
    assert!(error.sql().is_none());
    drop((database, local));
    let mut local = ground.try_start(&environment).unwrap();
    assert!(local.is_new(), "a cluster that ran out of room is not believed");
    assert!(local.databases().unwrap().is_empty());
}

/// A small file system of its own, where we may mount one.
struct Mounted(PathBuf);

impl Mounted {
    fn at(folder: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let options = format!("{options},mode=755");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder).output();
        if mount.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder.to_owned()));
        }
        // Hardly any CI may mount, so this is said there too, and is no failure.
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "not tested: a file system of our own cannot be mounted here");
        None
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn root_gives_way_to_a_user_who_may_run_a_server() {
    let Some(ground) = ground() else { return };
    use std::os::unix::fs::MetadataExt;
    let mut local = ground.start();
    let is_root = ground.folder.path().metadata().unwrap().uid() == 0;
    let data = ground.slot().join("data").metadata().unwrap();
    assert!(data.uid() != 0, "no server runs as root");
    assert_eq!(data.mode() & 0o077, 0, "nobody else may enter");
    assert_eq!(local.sockets().metadata().unwrap().mode() & 0o077, 0);
    if !is_root {
        return;
    }
    // What runs in the server cannot write where root writes.
    let mut database = database(&mut local);
    let error = database.run(&format!("copy (select 1) to '{}/x'", ground.slot().display()));
    assert_eq!(refused(error).sqlstate, "42501");
    let error = database.run(&format!("copy (select 1) to '{}/seed/data/x'", ground.kept().display()));
    assert_eq!(refused(error).sqlstate, "42501");
    drop((database, local));
    // A cache in root's own home is closed to that user: the next folder is taken, in silence.
    let closed = ground.root().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let mut environment = environment(&closed.join("cache"));
    environment.shared_cache = Some(ground.root().join("shared"));
    let local = ground.try_start(&environment).unwrap();
    assert!(local.remarks().is_empty(), "that is how it is with root: {:?}", local.remarks());
    assert!(ground.root().join("shared/postgres").exists() && !closed.join("cache").exists());
}

#[test]
fn every_server_of_this_machine_works() {
    let Some(ground) = ground() else { return };
    // A major that does not exist makes the search go everywhere.
    for installation in find(&Environment::read().unwrap(), Some(0)).usable {
        let mut local = Local::start(&installation, &ground.environment(), "test", &[]).unwrap();
        let server = local.server().to_string();
        local.create_database(&new("one")).unwrap();
        let mut database = local.open("one", &Session { notices: Level::Debug, ..Session::default() }).unwrap();
        database
            .run("create table a (id int); create role r; alter role r set work_mem = '1MB'; grant r to current_user")
            .unwrap();
        assert_eq!(text(database.as_mut(), "show fsync"), "off", "{server}");
        drop(database);
        local.create_database(&NewDatabase { name: "two", template: Some("one") }).unwrap();
        assert_eq!(local.roles().unwrap().len(), 1, "{server}");
        can_dump(&mut local, "two");
        drop(local);
        let mut again = Local::start(&installation, &ground.environment(), "test", &[]).unwrap();
        assert_eq!(again.databases().unwrap().len(), 2, "{server}");
    }
}

#[test]
fn on_a_server_of_somebody_else_only_scratch_databases_are_touched() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    local.create_database(&new("theirs")).unwrap();
    let mut theirs = local.open("theirs", &Session::default()).unwrap();
    theirs.run("create role modest login createdb password 'hunter2'").unwrap();
    let address = format!("host={} user=modest password=hunter2 dbname=theirs", local.sockets().display());
    let environment = ground.environment();
    let mut url = Url::connect(&address, &environment).unwrap();
    assert!(!url.server().to_string().contains("hunter2"));
    assert_eq!(url.server().version, local.server().version);

    for name in ["theirs", "postgres", "mine"] {
        assert!(matches!(url.create_database(&new(name)), Err(Error::Name { .. })));
        assert!(matches!(url.drop_database(name), Err(Error::Name { .. })));
        assert!(matches!(url.open(name, &Session::default()), Err(Error::Name { .. })));
        assert!(matches!(url.dump(name, &[]), Err(Error::Name { .. })));
    }
    let (one, two) = (scratch_name(), scratch_name());
    url.create_database(&new(&one)).unwrap();
    let mut database = url.open(&one, &Session::default()).unwrap();
    database.run("create table a (id int); insert into a values (1)").unwrap();
    drop(database);
    url.create_database(&NewDatabase { name: &two, template: Some(&one) }).unwrap();
    assert_eq!(text(url.open(&two, &Session::default()).unwrap().as_mut(), "select id from a"), "1");
    assert_eq!(url.databases().unwrap().len(), 2);
    can_dump(&mut url, &two);
    drop(url);
    // A parameter overrides the host, for pg_dump too.
    let sockets = local.sockets().display().to_string();
    let address = format!("postgres://modest:hunter2@nowhere.invalid/theirs?host={sockets}");
    let mut url = Url::connect(&address, &environment).unwrap();
    url.create_database(&new(&one)).unwrap();
    url.open(&one, &Session::default()).unwrap().run("create table a (id int); insert into a values (1)").unwrap();
    can_dump(&mut url, &one);
    drop(url);
    let names: Vec<String> = local.databases().unwrap();
    assert_eq!(names, ["theirs"], "a run cleans up behind itself");
}

#[test]
fn what_another_run_left_is_dropped_after_a_day_and_nothing_else() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    local.create_database(&new("theirs")).unwrap();
    let mut theirs = local.open("theirs", &Session::default()).unwrap();
    let sign = "temporary database of tidegate, safe to drop; created at ";
    let ago = |hours: u32| {
        format!("select to_char(now() at time zone 'UTC' - interval '{hours} h', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
    };
    let (old, young) = (text(theirs.as_mut(), &ago(25)), text(theirs.as_mut(), &ago(23)));
    let comments = [
        ("tidegate_scratch_old", format!("{sign}{old}")),
        ("tidegate_scratch_young", format!("{sign}{young}")),
        ("tidegate_scratch_silent", String::new()),
        ("tidegate_scratch_strange", format!("{sign}some time")),
        ("tidegate_scratch_used", format!("{sign}{old}")),
        ("someone's", format!("{sign}{old}")),
    ];
    for (name, comment) in &comments {
        local.create_database(&new(name)).unwrap();
        theirs.run(&format!("comment on database \"{name}\" is '{comment}'")).unwrap();
    }
    let _user = local.open("tidegate_scratch_used", &Session::default()).unwrap();
    let address = format!("host={} user=postgres dbname=theirs", local.sockets().display());
    let url = Url::connect(&address, &ground.environment()).unwrap();
    assert_eq!(url.remarks(), ["dropped database tidegate_scratch_old, left over from an earlier run"]);
    drop(url);
    assert_eq!(local.databases().unwrap().len(), comments.len(), "theirs, and all but the old one");
}

#[test]
fn a_server_that_is_not_there_is_named_without_the_password() {
    let environment = Environment { root: PathBuf::from("/"), ..Environment::default() };
    let error = Url::connect("postgres://ada:hunter2@127.0.0.1:1/db", &environment).err().unwrap();
    assert!(matches!(error, Error::Connect { .. }));
    let told = format!("{error} {error:?}");
    assert!(told.contains("127.0.0.1:1") && !told.contains("hunter2"), "{told}");
    let nowhere = Environment { root: PathBuf::from("/nowhere"), ..Environment::default() };
    let error = choose(find(&nowhere, Some(15)), Some(15)).unwrap_err();
    assert!(matches!(error, Error::NoServer { .. }));
}

#[test]
fn the_stand_in_for_pgcrypto_gives_what_migrations_build_on() {
    let Some(ground) = ground() else { return };
    let mut local = ground.start();
    let mut database = database(&mut local);
    let stub = include_str!("../../src/platform/stubs/pgcrypto.sql");
    database.run(&format!("create schema s; {}", stub.replace("@extschema@", "s"))).unwrap();
    let mut check = |sql: &str, expected: &str| assert_eq!(text(database.as_mut(), sql), expected, "{sql}");
    check("select encode(s.digest('abc', 'sha256'), 'hex') = encode(sha256('abc'), 'hex')", "t");
    check(
        "select s.crypt('secret', hash) = hash from (select s.crypt('secret', s.gen_salt('bf'))) as made (hash)",
        "t",
    );
    check(
        "select s.crypt('wrong', hash) = hash from (select s.crypt('secret', s.gen_salt('bf', 8))) as made (hash)",
        "f",
    );
    check(
        "select s.crypt('secret', hash) = hash from (select s.crypt('secret', s.gen_salt('md5'))) as made (hash)",
        "t",
    );
    check("select length(s.crypt('secret', s.gen_salt('bf')))", "60");
    check("select s.pgp_sym_decrypt(s.pgp_sym_encrypt('kept', 'key'), 'key')", "kept");
    check("select length(s.gen_random_bytes(33))", "33");
    check("select length(s.hmac('data', 'key', 'sha512'))", "64");
    // As many as the extension itself has.
    check("select count(*) from pg_proc where pronamespace = 's'::regnamespace", "36");
}
