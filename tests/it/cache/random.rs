//! Whatever was run before, in whatever order: a run reports what it would report with an empty
//! cache. Histories of random statements, roles among them and many that fail, are
//! lengthened, shortened, edited anywhere and taken up again, in two projects of two
//! environments that share one cache folder.

use super::without_seconds;
use crate::support::World;
use std::fmt::Write as _;
use std::fs;

/// How many steps; `TIDEGATE_TEST_STEPS` makes it go on for longer, `TIDEGATE_TEST_SEED` in
/// another way.
const STEPS: usize = 8;

/// Numbers that look random (Knuth's MMIX generator), the same for every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one_of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Statements with a letter of few where a name has a `#`: so they meet each other.
const SAFE: [&str; 17] = [
    "create table if not exists t# (id int primary key, note text);",
    "create table if not exists t# (id int); comment on table t# is 'seen';",
    "alter table if exists t# add column if not exists c# int default 1;",
    "alter table if exists t# enable row level security;",
    "drop table if exists t# cascade;",
    "do $$ begin create role r#; exception when duplicate_object then null; end $$;",
    "do $$ begin alter role r# set work_mem = '1MB'; exception when undefined_object then null; end $$;",
    "do $$ begin if exists (select from pg_roles where rolname = 'r#') then create table if not exists t#_by_role (); end if; end $$;",
    "do $$ begin grant select on all tables in schema public to r#; exception when undefined_object then null; end $$;",
    "create or replace function f#() returns int language sql as 'select 1';",
    "create schema if not exists s#; create table if not exists s#.t (id int);",
    "create extension if not exists vector; create table if not exists v# (e vector(3));",
    "create extension if not exists citext;",
    "alter database postgres set search_path to public, s#;",
    "alter role postgres set statement_timeout = '1min'; set search_path = nowhere;",
    "create temporary table if not exists temporary# (id int); set role none;",
    "do $$ begin if to_regclass('public.t#') is null then create view only_without# as select 1 as one; end if; exception when duplicate_table then null; end $$;",
];

/// Statements that fail, or fail in most histories.
const RISKY: [&str; 8] = [
    "create table t# (id int);",
    "create role r#;",
    "drop role r#;",
    "alter table t# add column d# int;",
    "create policy p# on t# for select using (true);",
    "alter table never_there add column c int;",
    "selec 1;",
    "grant r# to anon;",
];

fn file(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(3) {
        let statement = if random.below(9) == 0 { random.one_of(&RISKY) } else { random.one_of(&SAFE) };
        let _ = writeln!(text, "{}", statement.replace('#', random.one_of(&["a", "b", "c"])));
    }
    text
}

/// A project, and the histories that it has had.
struct Project {
    /// The folder of its migrations, and what follows their numbers.
    place: (&'static str, &'static str),
    files: Vec<String>,
    before: Vec<Vec<String>>,
}

impl Project {
    fn write(&self, world: &World) {
        let (folder, ending) = self.place;
        let _ = fs::remove_dir_all(world.path(folder));
        for (number, content) in self.files.iter().enumerate() {
            world.file(format!("{folder}/202601{:02}000000_m{ending}", number + 1), content);
        }
    }

    /// Does something to the history that people do, and says what.
    fn step(&mut self, random: &mut Random) -> &'static str {
        self.before.push(self.files.clone());
        match random.below(7) {
            0 if self.files.len() > 1 => {
                self.files.pop();
                "the last file is gone"
            }
            1 => {
                *self.files.last_mut().unwrap() = file(random);
                "the last file is edited"
            }
            2 => {
                let at = random.below(self.files.len());
                self.files[at] = file(random);
                "a file is edited"
            }
            3 => {
                self.files = self.before[random.below(self.before.len())].clone();
                "a history of before"
            }
            4 if self.files.len() > 1 => {
                let at = random.below(self.files.len() - 1);
                self.files.swap(at, at + 1);
                "two files change places"
            }
            _ => {
                self.files.push(file(random));
                "a new file"
            }
        }
    }
}

#[test]
fn the_cache_does_not_change_the_outcome() {
    let Some(world) = World::with_own_server() else { return };
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let mut random = Random(number("TIDEGATE_TEST_SEED").unwrap_or(0x7469_6465));
    let steps = number("TIDEGATE_TEST_STEPS").map_or(STEPS, |steps| usize::try_from(steps).unwrap());
    let places = [("one/supabase/migrations", ".sql"), ("two/prisma/migrations", "/migration.sql")];
    let mut projects = places.map(|place| Project { place, files: vec![file(&mut random)], before: Vec::new() });
    for step in 0..steps {
        let at = random.below(projects.len());
        let what = projects[at].step(&mut random);
        if random.below(4) == 0 {
            // What the other one has makes a schema file that differs, or not.
            world.file("one/schema.sql", projects[1].files.concat());
        }
        projects.iter().for_each(|project| project.write(&world));
        if random.below(5) == 0 {
            // The databases are kept.
            world.forget_verdicts();
        }
        is_the_same(&world, &format!("step {step}, {what}: {:#?}", projects[at].files));
    }
}

/// The report is the same with kept databases, from a cached verdict, and with nothing kept.
#[track_caller]
fn is_the_same(world: &World, what: &str) {
    let arguments = "verify --all --format json";
    let kept = without_seconds(world.tidegate(arguments));
    assert!(matches!(kept.0, Some(0 | 1)), "{what}: {kept:?}");
    assert_eq!(without_seconds(world.tidegate(arguments)), kept, "remembered, {what}");
    assert_eq!(without_seconds(world.tidegate(&format!("{arguments} --no-cache"))), kept, "with nothing kept, {what}");
}
