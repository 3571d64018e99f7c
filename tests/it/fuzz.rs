//! Any name, any content, any configuration: no panic, no endless run, and what must hold
//! of every answer holds.

use proptest::prelude::*;
use tidegate::config;
use tidegate::migration::{Changeset, FileRef, History, Kind, Project, Schema, detect, layout, timestamp};
use tidegate::sql::{self, Script, Timeline};
use tidegate::text::RelPath;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Pieces that real paths are made of, so that layouts are met and not only noise.
const PARTS: [&str; 24] = [
    "supabase",
    "migrations",
    "migration",
    "prisma",
    "db",
    "apps",
    "web",
    "sqlx",
    "20260105000000_a.sql",
    "20260105000000_a",
    "migration.sql",
    "up.sql",
    "down.sql",
    "V1__a.sql",
    "R__a.sql",
    "U1__a.sql",
    "1_a.up.sql",
    "1_a.down.sql",
    "schema.sql",
    "2026-01-05-000000_a",
    "99999999999999_x.sql",
    ".sql",
    "a.sql.sql",
    "Cargo.toml",
];

fn path() -> impl Strategy<Value = RelPath> {
    let part = prop_oneof![
        8 => (0..PARTS.len()).prop_map(|part| PARTS[part].as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..12),
        1 => "[0-9]{1,20}_[a-zA-Z ]{0,3}\\.(sql|SQL|up\\.sql)".prop_map(String::into_bytes),
        1 => "V[0-9._]{0,12}__[a-z]{0,3}\\.sql".prop_map(String::into_bytes),
    ];
    proptest::collection::vec(part, 1..5).prop_map(|parts| RelPath::new(parts.join(&b"/"[..])))
}

fn stored() -> impl Strategy<Value = FileRef> {
    let kind = prop_oneof![8 => Just(Kind::File), 1 => Just(Kind::Symlink), 1 => Just(Kind::Submodule)];
    (path(), kind, "[ab]?").prop_map(|(path, kind, content_id)| FileRef { path, kind, content_id: content_id.into() })
}

/// Everything that opens and may not close.
const PIECES: [&[u8]; 41] = [
    b"'",
    b"\"",
    b"$$",
    b"$a$",
    b"--",
    b"/*",
    b"*/",
    b"\n",
    b";",
    b"(",
    b")",
    b"E'",
    b"\\",
    b"create function f() returns void language plpgsql as $$ begin ",
    b" end $$;",
    b"do $$ begin if a then ",
    b"execute 'drop table a';",
    b"create table if not exists a (b int primary key",
    b"alter table only \"A b\" ",
    b"add constraint c check (d is not null) not valid, ",
    b"alter e type numeric(10, 2) using f::numeric",
    b"drop ",
    b"policy p on ",
    b"index concurrently ",
    b"cascade",
    b"-- BREAKING: why\n",
    b"\\restrict x\n",
    b"copy t from stdin;\n",
    b"\\.\n",
    b"begin atomic ",
    b"end",
    b"case ",
    b"-- tidegate:allow invalid-name why\n",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\0",
    b"select 1",
    b" ",
    b"-- migrate:up\n",
    b"<<<<<<< ",
    b"tidegate:allow",
];

fn sql_text() -> impl Strategy<Value = Vec<u8>> {
    let pieces = proptest::collection::vec(0..PIECES.len(), 0..40);
    pieces.prop_map(|pieces| pieces.into_iter().flat_map(|piece| PIECES[piece].iter().copied()).collect())
}

fn check_sql(content: &[u8]) {
    let mut at = 0;
    for token in sql::tokens(content) {
        assert_eq!(token.span.start, at, "tokens leave no gap");
        assert!(token.span.end > at, "every token moves on");
        at = token.span.end;
    }
    assert_eq!(at, content.len(), "tokens cover every byte");
    let mut last = 0;
    for statement in sql::statements(content) {
        assert!(statement.start >= last && statement.end > statement.start && statement.end <= content.len());
        last = statement.end;
    }
    assert!(sql::same_statements(content, content));
    // Commands of psql are something, but no statement.
    assert!(!sql::is_empty(content) || sql::statements(content).is_empty());
    let _ = sql::may_change_schema(content);
    let script = Script::read(content, &(0..content.len()));
    assert_eq!(script.is_text, std::str::from_utf8(content).is_ok());
    for (index, action) in script.all() {
        let statement = &script.statements[index].span;
        assert!(
            action.span.start >= statement.start && action.span.end <= statement.end,
            "{action:?} is in its statement"
        );
    }
    let _ = Timeline::of(script.run().map(|(_, action)| action));
    for is_sql in [true, false] {
        for allowance in sql::allowances(content, is_sql) {
            assert!(allowance.span.end <= content.len());
            assert!(allowance.covers.is_none_or(|covers| covers.end <= content.len()));
        }
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn any_bytes_are_read_as_sql(content in proptest::collection::vec(any::<u8>(), 0..300)) {
        check_sql(&content);
    }

    #[test]
    fn any_sql_is_read(content in sql_text()) {
        check_sql(&content);
    }

    #[test]
    fn comments_never_change_the_statements(one in "[a-z' ;]{0,20}", other in "[a-z ]{0,20}") {
        let commented = format!("-- {other}\n{one}\n/* {other} */");
        // A comment behind an open string is part of the string.
        if one.matches('\'').count() % 2 == 0 {
            prop_assert!(sql::same_statements(one.as_bytes(), commented.as_bytes()));
        }
    }

    #[test]
    fn any_text_is_read_as_configuration(text in "\\PC{0,200}") {
        check_config(&text);
    }

    #[test]
    fn any_toml_is_read_as_configuration(lines in proptest::collection::vec(toml_line(), 0..12)) {
        check_config(&lines.join("\n"));
    }

    #[test]
    fn any_stamp_is_read(text in "[0-9]{0,20}", bytes in proptest::collection::vec(any::<u8>(), 0..20)) {
        let _ = timestamp::parse(&text);
        for layout in layout::ALL {
            for name in [text.as_bytes(), &bytes] {
                if let Some(read) = (layout.read)(name) {
                    prop_assert!(name.get(read.version.clone()).is_some() && name.get(read.stem.clone()).is_some());
                }
            }
        }
    }

    #[test]
    fn any_files_are_read_as_projects(mut files in proptest::collection::vec(stored(), 0..30), content in sql_text()) {
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files.dedup_by(|one, other| one.path == other.path);
        let mut peek = |_: &FileRef| Ok::<_, std::convert::Infallible>(content.clone());
        let Ok(found) = detect(&files, &[], &[], &mut peek);
        for project in &found.projects {
            check_history(project, &files);
        }
        for layout in layout::ALL {
            let folder = RelPath::from("supabase/migrations");
            let root = RelPath::default();
            check_history(&Project { root, folder, layout, platform: None, schema: Schema::File("schema.sql".into()), declared: Vec::new(), locations: Vec::new() }, &files);
        }
    }
}

fn check_history(project: &Project, files: &[FileRef]) {
    let history = History::read(project, files);
    let scripts = history.migrations.iter().flat_map(|migration| &migration.scripts).map(|script| &script.file);
    let all: Vec<&FileRef> = scripts.chain(history.unread.iter().map(|unread| &unread.file)).collect();
    for file in &all {
        assert!(file.path.below(&project.folder).is_some(), "{file:?} is in {project:?}");
        assert_eq!(all.iter().filter(|other| other.path == file.path).count(), 1, "{file:?} appears once");
    }
    let again: Vec<FileRef> = files.iter().rev().cloned().collect();
    let orders = |history: &History| history.migrations.iter().map(|one| one.path.clone()).collect::<Vec<_>>();
    assert_eq!(orders(&History::read(project, &again)), orders(&history), "the order is that of the names");
    let (gone, come) = files.split_at(files.len() / 2);
    let mut differences: Vec<_> = gone.iter().map(|file| (Some(file.clone()), None)).collect();
    differences.extend(come.iter().map(|file| (None, Some(file.clone()))));
    let changes = Changeset::read(project, &differences);
    assert!(changes.touched.len() <= come.len() && changes.deleted.len() <= gone.len());
    assert_eq!(changes.added(&history).count(), changes.added(&history).collect::<Vec<_>>().len());
}

const KEYS: [&str; 18] = [
    "schema",
    "layout",
    "migrations",
    "published",
    "ignore",
    "rules",
    "freeze",
    "allow",
    "projects",
    "path",
    "rules.invalid-name",
    "until",
    "reason",
    "owner",
    "rules.invalid-name.pattern",
    "shema",
    "\"a b\"",
    "\u{fc}",
];

const VALUES: [&str; 21] = [
    "true",
    "false",
    "1",
    "-1.5",
    "\"supabase\"",
    "'../x'",
    "'('",
    "[]",
    "[1, 'a']",
    "{}",
    "{ severity = 'off' }",
    "2026-01-31",
    "'99999d'",
    "{ tolerance = '9223372036854775807d' }",
    "{ pattern = '(?x){999999}' }",
    "'/'",
    "''",
    "[{ rule = 'frozen', path = 'a', reason = '' }]",
    "\"\\u0000\"",
    "\"\"\"open",
    "9e999",
];

/// Lines that are nearly right.
fn toml_line() -> impl Strategy<Value = String> {
    let key = (0..KEYS.len()).prop_map(|key| KEYS[key]);
    let value = (0..VALUES.len()).prop_map(|value| VALUES[value]);
    prop_oneof![
        6 => (key.clone(), value).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => key.clone().prop_map(|key| format!("[{key}]")),
        1 => key.prop_map(|key| format!("[[{key}]]")),
        1 => Just("[rules]\nfuture-timestamp = { tolerance = '99999999999999999999d' }".to_owned()),
    ]
}

/// Either settings, or problems that point into the text.
fn check_config(text: &str) {
    match config::parse(std::path::Path::new("tidegate.toml"), text.as_bytes().to_vec()) {
        Ok(_) => {}
        Err(config::Error::Invalid { text, problems, .. }) => {
            assert!(problems.count() > 0);
            for problem in problems.first {
                assert!(text.get(problem.span.clone()).is_some(), "{problem:?} points into the text");
                assert!(!problem.message.is_empty());
            }
        }
        Err(error) => panic!("{error}"),
    }
}

/// Files as people have them, one byte changed, one piece cut out or doubled.
#[test]
fn real_files_with_a_typo_are_read() {
    const REAL: &str = "-- tidegate:allow out-of-order it was applied by hand\n\n\
        create table public.\"Käfer\" (id bigint primary key, name text default E'it\\'s');\n\
        create or replace function public.f() returns trigger language plpgsql as $body$\n\
        begin /* nested /* comment */ */ return new; end;\n$body$;\n\
        create function g(a int) returns int begin atomic select case when a > 0 then 1 end; end;\n\
        insert into public.a values ($1, ';'); -- trailing\n";
    let bytes = REAL.as_bytes();
    for at in 0..bytes.len() {
        let mut changed = bytes.to_vec();
        for byte in [0, b'\'', b'$', b'/', b'*', b'-', b'\n', 0xff] {
            changed[at] = byte;
            check_sql(&changed);
        }
        check_sql(&bytes[at..]);
        check_sql(&bytes[..at]);
        check_sql(&[&bytes[..at], bytes].concat());
    }
}

#[test]
fn deep_and_long_sql_is_read_in_time_that_grows_with_its_length() {
    for piece in [
        "select (",
        "case when a then ",
        "do $$ begin ",
        "[",
        "not ",
        "- ",
        "a.",
        "/*",
        "(",
        "$a$",
        "'",
        "\"",
        "begin atomic ",
        "--",
        "$",
        "-- tidegate:allow x y\n",
        "select 1;\n",
    ] {
        let content = piece.repeat(20_000);
        check_sql(content.as_bytes());
    }
}
