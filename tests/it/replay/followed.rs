//! The help of causes that the history and the text of a statement show, each followed; and the list of all such texts,
//! of which those without a case are named with the reason.

use super::remedies::{Case, check};
use crate::support::World;
use regex::Regex;
use std::fs;
use std::path::Path;

const T: &str = "create table t (a varchar(2), b int);";

const CASES: [Case; 30] = [
    (
        "select 1;",
        "create table a (id int); create table b (a int references a (id));",
        &["add a `PRIMARY KEY` or `UNIQUE` constraint before this statement"],
        "create table a (id int); alter table a add unique (id); create table b (a int references a (id));",
    ),
    (
        T,
        "insert into t values ('a', 1) on conflict (a) do nothing;",
        &["add one in an earlier statement: alter table ... add unique (...)"],
        "alter table t add unique (a); insert into t values ('a', 1) on conflict (a) do nothing;",
    ),
    (
        "create table p (a int) partition by range (a); create table p1 partition of p for values from (0) to (10);",
        "create table p2 partition of p for values from (5) to (20);",
        &["give `p2` bounds that begin where `p1` ends"],
        "create table p2 partition of p for values from (10) to (20);",
    ),
    (
        "create table a (id int); create view v as select * from a;",
        "drop table a;",
        &["drop that object first, or add `cascade` to the end of the statement, which drops it as well"],
        "drop view v; drop table a;",
    ),
    (
        T,
        "create policy p on t using (true); create policy p on t using (true);",
        &["drop the first one before this statement:", "drop policy if exists p on t"],
        "create policy p on t using (true); drop policy if exists p on t; create policy p on t using (true);",
    ),
    (
        "create table a (id int); create table b (id int);",
        "alter table a rename to b;",
        &["give the new one another name"],
        "alter table a rename to c;",
    ),
    (
        "select 1;",
        "select 1 as `a`;",
        &["write double quotes in place of the backticks, or none"],
        "select 1 as \"a\";",
    ),
    ("select 1;", "create table a (id int,);", &["remove the comma before `)`"], "create table a (id int);"),
    (
        "select 1;",
        "create table a (User int);",
        &["write `\"user\"`, or use another name"],
        "create table a (\"user\" int);",
    ),
    (
        T,
        "insert into t values ('abc');",
        &["shorten the value, or change the type of the column"],
        "insert into t values ('ab');",
    ),
    (
        "create table a (id int);",
        "drop table a; alter table a add b int; create table a (id int);",
        &["move this statement below the one that creates it again"],
        "drop table a; create table a (id int); alter table a add b int;",
    ),
    (
        "create table a (id int); drop table a;",
        "alter table a add b int;",
        &["remove this statement, or drop or rename the object in a later migration"],
        "select 1;",
    ),
    (
        "select 1;",
        "alter table a add b int; create table a (id int);",
        &["move the statement that creates it above this one"],
        "create table a (id int); alter table a add b int;",
    ),
    (
        "create function f(a uuid) returns int language sql as 'select 1';",
        "select f('a'::text);",
        &["cast the arguments to its types, or create `f` for"],
        "select f('00000000-0000-0000-0000-000000000000'::text::uuid);",
    ),
    (
        T,
        "insert into t (a) values (\"x\");",
        &["write `'x'` if it is a text, or correct the name"],
        "insert into t (a) values ('x');",
    ),
    (
        T,
        "alter table t drop column c;",
        &["remove the action, or write `drop column if exists c`"],
        "alter table t drop column if exists c;",
    ),
    (
        T,
        "begin;\nselect 1;\ncreate index concurrently i on t (b);\ncommit;",
        &["move the statement after the COMMIT, or into a migration of its own"],
        "begin;\nselect 1;\ncommit;\ncreate index concurrently i on t (b);",
    ),
    (
        "create type e as enum ('a'); create table u (c e);",
        "begin; alter type e add value 'b'; insert into u values ('b'); commit;",
        &["use the new value in the next migration"],
        "alter type e add value 'b';",
    ),
    (
        "create schema s; create extension citext schema s;",
        "create table u (a citext);",
        &["write the schema of the extension before `citext`"],
        "create table u (a s.citext);",
    ),
    (
        "create schema s; create extension citext schema s;",
        "create table u (a public.citext);",
        &["select extnamespace::regnamespace from pg_extension where extname = 'citext'"],
        "create table u (a s.citext);",
    ),
    (
        "create extension citext;",
        "drop type citext cascade;",
        &["drop the extension instead: drop extension citext"],
        "drop extension citext cascade;",
    ),
    (
        "create extension citext;",
        "alter extension citext update to '99.9';",
        &["remove `to '99.9'`, so that the server updates to the version it has"],
        "alter extension citext update;",
    ),
    (T, "drop index gone;", &["remove the statement, or write", "drop index if exists"], "drop index if exists gone;"),
    (
        "create table k (id int primary key);",
        "insert into k values (1); insert into k values (1);",
        &["insert the key once, or add `ON CONFLICT DO NOTHING` to the later insert"],
        "insert into k values (1); insert into k values (1) on conflict do nothing;",
    ),
    (T, "select aa from t;", &["No migration creates column `aa`", "check its spelling"], "select a from t;"),
    (
        T,
        "select a from tt;",
        &["No migration creates table `tt`", "check its name; if the database"],
        "select a from t;",
    ),
    (T, "insert into t (a) values", &["complete the statement before its `;`"], "insert into t (a) values ('x');"),
    (
        "select 1;",
        "create table a (id int) engine InnoDB;",
        &["remove what follows the closing parenthesis of the columns"],
        "create table a (id int);",
    ),
    (
        "create extension fuzzystrmatch;",
        "select soundex(1);",
        &["cast the arguments to the types of `soundex`"],
        "select soundex(1::text);",
    ),
    (
        T,
        "begin;\nalter table t add c int;",
        &["add `COMMIT;` at the end of the file, or remove BEGIN"],
        "begin;\nalter table t add c int;\ncommit;",
    ),
];

#[test]
fn the_help_of_a_cause_works_when_it_is_followed() {
    check(&CASES);
}

/// Files of a layout, a part of the help, and the files that follow it; no content removes a file.
type Files = (
    &'static str,
    &'static [(&'static str, &'static [u8])],
    &'static str,
    &'static [(&'static str, Option<&'static [u8]>)],
);

const JOURNAL: &[u8] = br#"{"version": "7", "dialect": "postgresql", "entries": [
    {"idx": 0, "version": "7", "when": 1735689600000, "tag": "0000_a", "breakpoints": true},
    {"idx": 1, "version": "7", "when": 1735689600001, "tag": "0001_b", "breakpoints": true}]}"#;

const FILES: [Files; 9] = [
    (
        "plain",
        &[("migrations/001_a.sql", b"select 'a\0b';")],
        "remove the NUL byte",
        &[("migrations/001_a.sql", Some(b"select 'ab';"))],
    ),
    (
        "plain",
        &[("migrations/001_a.sql", b"select '\xe4';")],
        "save the file as UTF-8",
        &[("migrations/001_a.sql", Some(b"select '\xc3\xa4';"))],
    ),
    (
        "dbmate",
        &[
            ("db/migrations/20250101000000_a.sql", b"-- migrate:up\ncreate table t (a int);\n-- migrate:down\n"),
            (
                "db/migrations/20250102000000_b.sql",
                b"-- migrate:up\ncreate index concurrently i on t (a);\n-- migrate:down\n",
            ),
        ],
        "put the statement ",
        &[(
            "db/migrations/20250102000000_b.sql",
            Some(b"-- migrate:up transaction:false\ncreate index concurrently i on t (a);\n-- migrate:down\n"),
        )],
    ),
    (
        "drizzle",
        &[
            ("drizzle/0000_a.sql", b"create table t (a int);"),
            ("drizzle/0001_b.sql", b"create index concurrently i on t (a);"),
            ("drizzle/meta/_journal.json", JOURNAL),
        ],
        "on a line above it, and nothing else before the next",
        &[("drizzle/0001_b.sql", Some(b"COMMIT;--> statement-breakpoint\ncreate index concurrently i on t (a);"))],
    ),
    (
        "node-pg-migrate",
        &[
            ("migrations/20250101000000_a.sql", b"-- Up Migration\ncreate table t (a int);\n"),
            ("migrations/20250102000000_b.sql", b"-- Up Migration\ncreate index concurrently i on t (a);\n"),
        ],
        "run the statement with psql, because ",
        &[("migrations/20250102000000_b.sql", None)],
    ),
    (
        "supabase",
        &[
            ("supabase/migrations/20250101000000_a.sql", b"alter table t add b int;"),
            ("supabase/migrations/20250102000000_b.sql", b"create table t (a int);"),
        ],
        "create it first: ",
        &[
            ("supabase/migrations/20250102000000_b.sql", None),
            ("supabase/migrations/20241231235959_b.sql", Some(b"create table t (a int);")),
        ],
    ),
    (
        "supabase",
        &[
            ("supabase/migrations/20250102000000_b.sql", b"alter table t add b int;"),
            ("supabase/migrations/tables.sql", b"create table t (a int);"),
        ],
        "rename the file to a name like ",
        &[
            ("supabase/migrations/tables.sql", None),
            ("supabase/migrations/20250101000000_tables.sql", Some(b"create table t (a int);")),
        ],
    ),
    (
        "hasura",
        &[
            ("migrations/1700000000000_a/up.sql", b"create table t (a int);"),
            ("migrations/1700000000000_b/up.sql", b"create table u (a int);"),
        ],
        "refuses all migrations: `1700000000000_a` has version 1700000000000 as well",
        &[
            ("migrations/1700000000000_b/up.sql", None),
            ("migrations/1700000000001_b/up.sql", Some(b"create table u (a int);")),
        ],
    ),
    (
        "diesel",
        &[
            ("migrations/2025-01-01-000000_a/up.sql", b"create table t (a int);"),
            ("migrations/20250101000000_b/up.sql", b"create table u (a int);"),
        ],
        "rename one of the two to an unused version with",
        &[
            ("migrations/20250101000000_b/up.sql", None),
            ("migrations/20250101000001_b/up.sql", Some(b"create table u (a int);")),
        ],
    ),
];

#[test]
fn the_help_about_files_works_when_it_is_followed() {
    for (layout, files, help, followed) in FILES {
        let Some(world) = World::with_server() else { return };
        let folder = files[0].0.split('/').take(if layout == "supabase" || layout == "dbmate" { 2 } else { 1 });
        let folder = folder.collect::<Vec<_>>().join("/");
        world.file("tidegate.toml", format!("layout = \"{layout}\"\nmigrations = \"{folder}\"\nschema = false\n"));
        for (path, content) in files {
            world.stage(path, content);
        }
        let ran = world.verify("").has_problems();
        let text = ran.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(help.trim_end()), "`{help}` is missing in:\n{text}");
        for (path, content) in followed {
            match content {
                Some(content) => drop(world.stage(path, content)),
                None => drop(world.git(&["rm", "-qf", path])),
            }
        }
        world.verify("").passes().done();
    }
}

/// Help that no case follows, each with the reason.
const NOT_FOLLOWED: [(&str, &str); 2] =
    [("write `{instead}`", "a part of others (replay::helps)"), ("write `;` before ", "followed (replay::helps)")];

/// The verbs with which a help begins.
const VERBS: &str = "add|begin|cast|change|check|complete|convert|correct|create|declare|drop|give|insert|make|move|put|\
    remove|rename|run|save|set|shorten|use|write";

/// The texts in string literals, with lines that are continued.
fn literals(source: &str) -> Vec<String> {
    let literal = Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).unwrap();
    let continued = Regex::new(r"\\\n\s*").unwrap();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let source = lines.collect::<Vec<_>>().join("\n");
    let read = |text: &str| continued.replace_all(text, "").replace("\\\"", "\"").replace("\\\\", "\\");
    literal.captures_iter(&source).map(|found| read(&found[1])).collect()
}

#[test]
fn every_help_of_a_cause_has_a_case() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = |folder: &str| -> Vec<String> {
        let files = fs::read_dir(top.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).unwrap()).collect()
    };
    let tests = sources("tests/it/replay").concat();
    let tests =
        tests.replace(&tests[tests.find("const NOT_FOLLOWED: [(").unwrap()..tests.find("const VERBS").unwrap()], "");
    let expected: Vec<String> = literals(&tests).into_iter().filter(|text| text.len() >= 10).collect();
    let begins = Regex::new(&format!("^(?:{VERBS}) ")).unwrap();
    let parts = Regex::new(r"\{[^}]*\}|`").unwrap();
    let is_followed = |help: &str| {
        let parts: Vec<&str> = parts.split(help).map(str::trim).filter(|part| part.len() >= 10).collect();
        expected.iter().any(|text| help.contains(text.as_str()) || parts.iter().any(|part| text.contains(part)))
            || NOT_FOLLOWED.iter().any(|(known, _)| help.starts_with(known))
    };
    let (mut missing, mut count) = (Vec::new(), 0);
    for source in sources("src/replay/diagnose") {
        let source = source.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        // Statements begin with such a word, too, and have no backticks.
        let is_help = |text: &String| begins.is_match(text) && text.len() > 14 && (text.contains('`') || !is_sql(text));
        let helps: Vec<String> = literals(&source).into_iter().filter(is_help).collect();
        count += helps.len();
        missing.extend(helps.into_iter().filter(|help| !is_followed(help)));
    }
    assert!(missing.is_empty(), "not followed: {missing:#?}");
    assert!(count > 100, "only {count} texts were found");
}

fn is_sql(text: &str) -> bool {
    ["create ", "drop ", "alter ", "insert ", "set "].iter().any(|verb| text.starts_with(verb))
}
