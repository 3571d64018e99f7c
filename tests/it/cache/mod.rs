//! The cache: a cached verdict is the same verdict, every input of a verdict invalidates it, and
//! the contents of the cache folder can be listed and cleared.

mod random;

use crate::support::{CommandResult, SLOT, World, assert_stored};
use std::fs;
use std::path::PathBuf;

/// Whether a run starts no server: its verdict can only be one that was kept.
fn remembers(world: &World, arguments: &str) -> bool {
    starts(world) == {
        let _ = world.tidegate(arguments);
        starts(world)
    }
}

/// Every start of a server in the cache or the temporary folder: each rewrites the server's log.
fn starts(world: &World) -> Vec<(PathBuf, std::time::SystemTime)> {
    let all = walkdir::WalkDir::new(world.root()).sort_by_file_name().into_iter().flatten();
    let logs = all.filter(|entry| entry.file_name() == "server.log");
    logs.map(|log| (log.path().to_owned(), log.metadata().unwrap().modified().unwrap())).collect()
}

fn verdicts(world: &World) -> Vec<PathBuf> {
    let files = fs::read_dir(world.cache().join("verdicts")).into_iter().flatten();
    let mut found: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// The outcome without the time it took.
fn without_seconds(ran: CommandResult) -> (Option<i32>, String, String) {
    let seconds = regex::Regex::new(r#""seconds": [0-9.]+"#).unwrap();
    (ran.code, seconds.replace_all(&ran.out, "").into_owned(), ran.err)
}

const FIRST: &str = "supabase/migrations/20260101000000_a.sql";
const SECOND: &str = "supabase/migrations/20260102000000_b.sql";
const TABLE: &str = "create table public.orders (id bigint primary key);\n";

#[test]
fn a_cached_verdict_is_reported_unchanged() {
    let Some(world) = World::with_own_server() else { return };
    let check = |what: &str, code: i32| {
        let first = without_seconds(world.tidegate("verify --format json"));
        assert_eq!(first.0, Some(code), "{what}: {first:?}");
        let before = starts(&world);
        assert_eq!(without_seconds(world.tidegate("verify --format json")), first, "{what}");
        let for_people = without_seconds(world.tidegate("verify"));
        assert_eq!(starts(&world), before, "{what}: no server is started");
        assert_eq!(without_seconds(world.tidegate("verify --no-cache --format json")), first, "{what}");
        assert_ne!(starts(&world), before, "{what}: --no-cache runs everything");
        assert_eq!(without_seconds(world.tidegate("verify --no-cache")), for_people, "{what}");
    };
    world.stage(FIRST, format!("{TABLE}create extension vector;")).stage("supabase/migrations/notes.sql", "nothing");
    check("without a schema file, with a stub and an ignored file", 0);
    world.stage("schema.sql", "create table public.orders (id bigint); create table extra ();");
    check("a schema file that differs", 1);
    world.stage("schema.sql", "broken");
    check("a schema file that cannot be loaded", 1);
    world.stage(SECOND, "alter table orders\n  add constraint é check (nothing > 0);");
    check("a migration that fails", 1);
    world.stage(SECOND, "select 'a').stage;");
    check("a migration that cannot be read", 1);
    world.stage("prisma/migrations/1_a/migration.sql", TABLE).stage("prisma/schema.prisma", "");
    check("two projects", 1);
}

#[test]
fn every_input_of_a_verdict_invalidates_it() {
    let Some(world) = World::with_own_server() else { return };
    world.stage(FIRST, TABLE).stage(SECOND, "select 1;").stage("schema.sql", TABLE);
    let is_new = |what: &str| {
        assert!(!remembers(&world, "verify"), "{what}");
        assert!(remembers(&world, "verify"), "{what}, again");
    };
    is_new("never checked");
    world.stage("unrelated.txt", "x").file(SECOND, "not staged");
    assert!(remembers(&world, "verify"), "nothing that matters");
    is_new_on_work_tree(&world);
    world.stage(SECOND, "select 2;");
    is_new("another content");
    world.git(&["mv", SECOND, "supabase/migrations/20260103000000_b.sql"]);
    is_new("another name");
    world.stage("supabase/migrations/notes.sql", "create table notes ();");
    is_new("a file that is ignored");
    world.stage("schema.sql", format!("{TABLE}\n"));
    is_new("another schema file");
    world.stage("supabase/config.toml", "[db]\nmajor_version = 3\n");
    is_new("another major");
    world.git(&["rm", "-q", "--cached", "schema.sql"]);
    is_new("no schema file");
    world.git(&["mv", "supabase", "other"]);
    is_new("another layout");
    assert!(!remembers(&world, "verify --no-cache") && !remembers(&world, "verify --no-cache"));
    assert!(remembers(&world, "verify"), "--no-cache forgets nothing");
}

fn is_new_on_work_tree(world: &World) {
    assert!(!remembers(world, "verify --all"), "other files");
    world.git(&["add", "."]);
    assert!(remembers(world, "verify"), "the same files, on whichever side they were checked");
}

#[test]
fn transient_failures_are_not_cached() {
    let Some(world) = World::with_own_server() else { return };
    world.stage(FIRST, "set statement_timeout = '20ms'; select pg_sleep(5);");
    world.tidegate("verify").has_problems().prints(&["57014"]).done();
    assert!(!remembers(&world, "verify"), "it may come out otherwise");
    world.stage(FIRST, "select pg_terminate_backend(pg_backend_pid());");
    world.tidegate("verify").exits(3).done();
    assert!(!remembers(&world, "verify"), "that was no verdict");
}

#[test]
fn a_written_schema_file_is_rewritten_when_it_was_edited() {
    let Some(world) = World::with_own_server() else { return };
    world.stage(FIRST, TABLE);
    world.tidegate("verify --write").passes().prints(&["schema.sql was written"]).done();
    let content = world.content("schema.sql");
    world.tidegate("verify").passes().prints(&["schema.sql is not staged, so it was not compared"]).done();
    world.file("schema.sql", "create table edited ();");
    world.tidegate("verify --write").passes().prints(&["schema.sql had unstaged changes; `git show "]).done();
    assert_eq!(world.git(&["cat-file", "-p", "d133a030128867458349912b127c02cd49ea4383"]), "create table edited ();");
    world.file("schema.sql", "create table edited ();");
    assert!(remembers(&world, "verify --write"), "the text is remembered");
    assert_eq!(world.content("schema.sql"), content);
    world.tidegate("verify --write").passes().prints(&["schema.sql is unchanged"]).done();
    assert!(remembers(&world, "verify --write --stage"));
    assert_eq!(world.git(&["diff", "--cached", "--name-only"]), format!("schema.sql\n{FIRST}\n"));
    assert!(remembers(&world, "verify"), "it is what was written");
    world.tidegate("verify").passes().prints(&["schema.sql matches"]).done();
    world.stage("schema.sql", content.replace("orders", "others"));
    assert!(!remembers(&world, "verify"), "it is something else");
    world.tidegate("verify").has_problems().prints(&["missing table public.orders"]).done();
    world.stage(SECOND, "create table public.more ();");
    world.tidegate("verify --write").passes().prints(&["schema.sql was written"]).done();
    assert!(world.content("schema.sql").contains("more"));
}

#[test]
fn an_older_or_damaged_verdict_is_replaced_silently() {
    let Some(world) = World::with_own_server() else { return };
    world.stage(FIRST, "create table orders (); broken");
    let first = without_seconds(world.tidegate("verify"));
    let whole: Vec<(PathBuf, Vec<u8>)> =
        verdicts(&world).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    assert_eq!(whole.len(), 2, "the verdict, and what programs answered");
    type Damage = fn(&[u8]) -> Vec<u8>;
    let damages: [Damage; 5] = [
        |_| Vec::new(),
        |whole| whole[..whole.len() / 2].to_vec(),
        |whole| whole.iter().map(|byte| if *byte == b'0' { b'1' } else { *byte }).collect(),
        |whole| [b"tidegate 2", &whole[10..]].concat(),
        |whole| [whole, b" "].concat(),
    ];
    for damage in damages {
        for (path, content) in &whole {
            fs::write(path, damage(content)).unwrap();
        }
        assert!(!remembers(&world, "verify"));
        assert_eq!(without_seconds(world.tidegate("verify")), first);
        assert!(remembers(&world, "verify"));
    }
}

#[test]
fn the_cache_is_shown_and_cleared() {
    let Some(world) = World::with_own_server() else { return };
    let masked = |ran: CommandResult| {
        let mut text = ran.passes().text().replace(&world.cache().display().to_string(), "[CACHE]");
        for (what, mask) in [
            (r"PostgreSQL [0-9][0-9.a-z]*", "PostgreSQL [VERSION]"),
            (r#""postgres": "[^"]*""#, r#""postgres": [VERSION]"#),
            (r"postgres/[^/]+-[0-9a-f]{8}/", "postgres/[VERSION]/"),
            (r" +[0-9.]+ (MB|kB|B)\b", " [SIZE]"),
            (r#""(bytes|freed)": [0-9]+"#, r#""$1": [BYTES]"#),
            (r#""lastUsed": "[0-9T:-]+Z""#, r#""lastUsed": [TIME]"#),
        ] {
            text = regex::Regex::new(what).unwrap().replace_all(&text, mask).into_owned();
        }
        text
    };
    assert_stored("cache-empty", &masked(world.tidegate("cache")));
    world.stage(FIRST, TABLE).stage("prisma/migrations/1_a/migration.sql", TABLE).stage("prisma/schema.prisma", "");
    world.tidegate("verify").passes().done();
    assert_stored("cache-show", &masked(world.tidegate("cache")));
    assert_stored("cache-show-json", &masked(world.tidegate("cache show --format json")));
    let folder = fs::read_dir(world.cache().join("postgres")).unwrap().next().unwrap().unwrap().path();
    let in_use = fs::File::open(folder.join(SLOT).join("owner")).unwrap();
    in_use.try_lock().unwrap();
    assert_stored("cache-clear", &masked(world.tidegate("cache clear")));
    assert_stored("cache-clear-json", &masked(world.tidegate("cache clear --format json")));
    drop(in_use);
    world.tidegate("cache clear").passes().does_not_print(&["stays"]).done();
    world.tidegate("cache").passes().prints(&["the cache is empty"]).done();
    world.tidegate("verify").passes().done();
}

#[test]
fn each_repository_has_clusters_of_its_own_and_its_working_trees_share_them() {
    let Some(world) = World::with_own_server() else { return };
    world.stage(FIRST, TABLE).commit("one");
    let beside = world.root().join("beside");
    world.git(&["worktree", "add", "-q", beside.to_str().unwrap()]);
    let copy = world.root().join("copy");
    let _ = std::process::Command::new("cp").arg("-a").arg(world.top()).arg(&copy).status().unwrap();
    let clusters = || {
        let names = fs::read_dir(world.clusters()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with("supabase-")).count()
    };
    for (folder, expected) in [(world.top(), 1), (&beside, 1), (&copy, 2)] {
        world.forget_verdicts();
        let run = world.from_folder(folder).with("TIDEGATE_TEST_REPOSITORY", "");
        run.tidegate("verify").passes().done();
        assert_eq!(clusters(), expected, "{}", folder.display());
    }
    let listed = world.tidegate("cache").passes();
    listed
        .prints(&[&format!("for {}", world.path(".git").display()), &format!("for {}", copy.join(".git").display())])
        .done();
}
