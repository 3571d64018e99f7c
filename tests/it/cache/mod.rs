//! What is kept between runs: a verdict that is remembered is the same verdict, anything that
//! matters makes it be judged anew, and what lies in the cache folder can be seen and cleared.

mod random;

use crate::scene::assert_stored;
use crate::world::{Ran, World, skipped};
use std::fs;
use std::path::PathBuf;
use tidegate::postgres::{Environment, choose, find};

/// A repository with a cache folder of its own, whose clusters begin with a copy of a seed that
/// is made once.
struct Ground {
    world: World,
    cache: tempfile::TempDir,
}

/// `None` where no server can be started.
fn ground() -> Option<Ground> {
    if choose(find(&Environment::read().unwrap(), None), None).is_err() {
        skipped("no PostgreSQL server is installed");
        return None;
    }
    use std::os::unix::fs::PermissionsExt;
    // The server's own user has to enter it when the tests run as root.
    let mode = fs::Permissions::from_mode(0o755);
    let cache = tempfile::Builder::new().prefix("tg").permissions(mode).tempdir().unwrap();
    Some(Ground { world: World::new(), cache })
}

impl Ground {
    fn cache(&self) -> PathBuf {
        self.cache.path().canonicalize().unwrap()
    }

    fn run(&self, arguments: &str) -> Ran {
        // The temporary folder is looked at, too.
        let (cache, temporary) = (self.cache(), self.cache().join("tmp"));
        fs::create_dir_all(&temporary).unwrap();
        self.world.with("TIDEGATE_CACHE_DIR", cache).with("TMPDIR", temporary).tidegate(arguments)
    }

    /// Runs without a single program on the way: only what is remembered can be told.
    fn remembers(&self, arguments: &str) -> bool {
        self.starts() == {
            let _ = self.run(arguments);
            self.starts()
        }
    }

    /// How often a server was started here: its log is written anew every time.
    fn starts(&self) -> Vec<(PathBuf, std::time::SystemTime)> {
        let all = walkdir::WalkDir::new(self.cache()).sort_by_file_name().into_iter().flatten();
        let logs = all.filter(|entry| entry.file_name() == "server.log");
        logs.map(|log| (log.path().to_owned(), log.metadata().unwrap().modified().unwrap())).collect()
    }

    fn verdicts(&self) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = fs::read_dir(self.cache().join("verdicts"))
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        found.sort();
        found
    }
}

/// The outcome without the time it took.
fn told(ran: Ran) -> (Option<i32>, String, String) {
    let seconds = regex::Regex::new(r#""seconds": [0-9.]+"#).unwrap();
    (ran.code, seconds.replace_all(&ran.out, "").into_owned(), ran.err)
}

const FIRST: &str = "supabase/migrations/20260101000000_a.sql";
const SECOND: &str = "supabase/migrations/20260102000000_b.sql";
const TABLE: &str = "create table public.orders (id bigint primary key);\n";

#[test]
fn a_verdict_is_told_again_as_it_was() {
    let Some(ground) = ground() else { return };
    let world = &ground.world;
    let check = |operation: &str, code: i32| {
        let first = told(ground.run("verify --format json"));
        assert_eq!(first.0, Some(code), "{operation}: {first:?}");
        let starts = ground.starts();
        assert_eq!(told(ground.run("verify --format json")), first, "{operation}");
        let for_people = told(ground.run("verify"));
        assert_eq!(ground.starts(), starts, "{operation}: no server is started");
        assert_eq!(told(ground.run("verify --no-cache --format json")), first, "{operation}");
        assert_ne!(ground.starts(), starts, "{operation}: --no-cache runs everything");
        assert_eq!(told(ground.run("verify --no-cache")), for_people, "{operation}");
    };
    world.stage(FIRST, format!("{TABLE}create extension vector;")).stage("supabase/migrations/notes.sql", "nothing");
    check("without a schema file, with a stand-in and a file passed over", 0);
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
fn whatever_matters_makes_it_be_judged_anew() {
    let Some(ground) = ground() else { return };
    let world = &ground.world;
    world.stage(FIRST, TABLE).stage(SECOND, "select 1;").stage("schema.sql", TABLE);
    let is_new = |operation: &str| {
        assert!(!ground.remembers("verify"), "{operation}");
        assert!(ground.remembers("verify"), "{operation}, again");
    };
    is_new("never judged");
    world.stage("unrelated.txt", "x").file(SECOND, "not staged");
    assert!(ground.remembers("verify"), "nothing that matters");
    is_new_on_work_tree(&ground);
    world.stage(SECOND, "select 2;");
    is_new("another content");
    world.git(&["mv", SECOND, "supabase/migrations/20260103000000_b.sql"]);
    is_new("another name");
    world.stage("supabase/migrations/notes.sql", "create table notes ();");
    is_new("a file that is passed over");
    world.stage("schema.sql", format!("{TABLE}\n"));
    is_new("another schema file");
    world.stage("supabase/config.toml", "[db]\nmajor_version = 3\n");
    is_new("another major");
    world.git(&["rm", "-q", "--cached", "schema.sql"]);
    is_new("no schema file");
    world.git(&["mv", "supabase", "other"]);
    is_new("another layout");
    assert!(!ground.remembers("verify --no-cache") && !ground.remembers("verify --no-cache"));
    assert!(ground.remembers("verify"), "--no-cache forgets nothing");
}

fn is_new_on_work_tree(ground: &Ground) {
    assert!(!ground.remembers("verify --all"), "other files");
    ground.world.git(&["add", "."]);
    assert!(ground.remembers("verify"), "the same files, wherever they were judged");
}

#[test]
fn failures_of_the_moment_are_not_remembered() {
    let Some(ground) = ground() else { return };
    ground.world.stage(FIRST, "set statement_timeout = '20ms'; select pg_sleep(5);");
    ground.run("verify").is_stopped().says(&["57014"]).done();
    assert!(!ground.remembers("verify"), "it may come out otherwise");
    ground.world.stage(FIRST, "select pg_terminate_backend(pg_backend_pid());");
    ground.run("verify").exits(3).done();
    assert!(!ground.remembers("verify"), "that was no verdict");
}

#[test]
fn a_written_schema_file_is_written_again() {
    let Some(ground) = ground() else { return };
    let world = &ground.world;
    world.stage(FIRST, TABLE);
    ground.run("verify --write").passes().says(&["schema.sql is written"]).done();
    let content = world.content("schema.sql");
    ground.run("verify").passes().says(&["schema.sql is not staged, so it was not compared"]).done();
    world.file("schema.sql", "edited");
    ground.run("verify --write").passes().says(&["schema.sql had unstaged changes; `git show "]).done();
    assert_eq!(world.git(&["cat-file", "-p", "deb1bc2c60dc0eed5edb7e42cea94c7cb03c0050"]), "edited");
    world.file("schema.sql", "edited");
    assert!(ground.remembers("verify --write"), "the text is remembered");
    assert_eq!(world.content("schema.sql"), content);
    ground.run("verify --write").passes().says(&["schema.sql is as it was"]).done();
    assert!(ground.remembers("verify --write --stage"));
    assert_eq!(world.git(&["diff", "--cached", "--name-only"]), format!("schema.sql\n{FIRST}\n"));
    assert!(ground.remembers("verify"), "it is what was written");
    ground.run("verify").passes().says(&["schema.sql is what they give"]).done();
    world.stage("schema.sql", content.replace("orders", "others"));
    assert!(!ground.remembers("verify"), "it is something else");
    ground.run("verify").is_stopped().says(&["missing table public.orders"]).done();
    world.stage(SECOND, "create table public.more ();");
    ground.run("verify --write").passes().says(&["schema.sql is written"]).done();
    assert!(world.content("schema.sql").contains("more"));
}

#[test]
fn an_older_or_damaged_verdict_is_replaced_in_silence() {
    let Some(ground) = ground() else { return };
    ground.world.stage(FIRST, "create table orders (); broken");
    let first = told(ground.run("verify"));
    let whole: Vec<(PathBuf, Vec<u8>)> =
        ground.verdicts().into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
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
        assert!(!ground.remembers("verify"));
        assert_eq!(told(ground.run("verify")), first);
        assert!(ground.remembers("verify"));
    }
}

#[test]
fn the_cache_is_shown_and_cleared() {
    let Some(ground) = ground() else { return };
    let masked = |ran: Ran| {
        let mut text = ran.passes().text().replace(&ground.cache().display().to_string(), "[CACHE]");
        for (operation, mask) in [
            (r"PostgreSQL [0-9][0-9.a-z]*", "PostgreSQL [VERSION]"),
            (r#""postgres": "[^"]*""#, r#""postgres": [VERSION]"#),
            (r"postgres/[^/]+-[0-9a-f]{8}/", "postgres/[VERSION]/"),
            (r" +[0-9.]+ (MB|kB|B)\b", " [SIZE]"),
            (r#""(bytes|freed)": [0-9]+"#, r#""$1": [BYTES]"#),
            (r#""lastUsed": "[0-9T:-]+Z""#, r#""lastUsed": [TIME]"#),
        ] {
            text = regex::Regex::new(operation).unwrap().replace_all(&text, mask).into_owned();
        }
        text
    };
    assert_stored("cache-empty", &masked(ground.run("cache")));
    ground
        .world
        .stage(FIRST, TABLE)
        .stage("prisma/migrations/1_a/migration.sql", TABLE)
        .stage("prisma/schema.prisma", "");
    ground.run("verify").passes().done();
    assert_stored("cache-show", &masked(ground.run("cache")));
    assert_stored("cache-show-json", &masked(ground.run("cache show --format json")));
    let folder = fs::read_dir(ground.cache().join("postgres")).unwrap().next().unwrap().unwrap().path();
    let in_use = fs::File::open(folder.join("plain-0/owner")).unwrap();
    in_use.try_lock().unwrap();
    assert_stored("cache-clear", &masked(ground.run("cache clear")));
    assert_stored("cache-clear-json", &masked(ground.run("cache clear --format json")));
    drop(in_use);
    ground.run("cache clear").passes().does_not_say(&["stays"]).done();
    ground.run("cache").passes().says(&["the cache is empty"]).done();
    ground.run("verify").passes().done();
}
