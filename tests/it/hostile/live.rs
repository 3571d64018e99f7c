//! The outputs about live databases, and of comparisons: rows of tracking tables, names of files, objects and migrations,
//! and messages of the server.

use super::consumers::is_harmless;
use super::corpus;
use super::verify::{literal, quoted};
use crate::live::Live;
use crate::support::tidegate_binary;

const DDL: &str = "create schema supabase_migrations; create table supabase_migrations.schema_migrations (\
    version text not null primary key, statements text[], name text);";

/// Runs a command with colours on the database, and checks both streams; the arguments are separated by blanks.
#[track_caller]
fn check(live: &Live, arguments: &str) -> String {
    let ran = live.world.with("CLICOLOR_FORCE", "1").tidegate(&format!("{arguments} --db {}", live.address));
    assert!(matches!(ran.code, Some(0..=3)), "{arguments}: {ran}");
    is_harmless(arguments, &ran.out, None);
    is_harmless(arguments, &ran.err, None);
    ran.text()
}

#[test]
fn no_row_and_no_file_beside_it_is_more_than_text() {
    let Some(mut live) = Live::new() else { return };
    let texts = corpus::without(&['\0', '/']);
    live.sql(DDL);
    for (number, text) in texts.iter().enumerate() {
        let text: String = text.chars().take(40).collect();
        let (of_row, of_file) = (format!("2026010100{number:04}"), format!("2026010200{number:04}"));
        let value = literal(&text);
        for version in [literal(&of_row), literal(&format!("{number}{text}"))] {
            live.sql(&format!(
                "insert into supabase_migrations.schema_migrations values ({version}, array[{value}], {value})"
            ));
        }
        for version in [of_row, of_file] {
            live.world.file(format!("supabase/migrations/{version}_{text}.sql"), format!("select 1; /* {text} */\n"));
        }
    }
    let full = check(&live, "status --full");
    for state in ["unknown", "other"] {
        assert!(full.contains(state), "no migration is {state}: {full}");
    }
    let json = check(&live, "status --format json");
    assert!(serde_json::from_str::<serde_json::Value>(json.trim()).is_ok(), "{json}");
    for arguments in ["status", "apply --dry-run", "apply --yes --out-of-order", "repair --restamp --yes"] {
        check(&live, arguments);
    }
    for text in &texts {
        for arguments in [
            ["repair", "--applied", text],
            ["repair", "--reverted", text],
            ["status", "--project", text],
            ["drift", "--to-ref", text],
        ] {
            let arguments = [&arguments[..], &["--db", &live.address]].concat();
            let ran = live.world.with("CLICOLOR_FORCE", "1").run(tidegate_binary(), &arguments);
            is_harmless(&format!("{arguments:?}"), &ran.out, None);
            is_harmless(&format!("{arguments:?}"), &ran.err, None);
        }
    }
}

#[test]
fn no_message_of_a_live_database_is_more_than_text() {
    let Some(mut live) = Live::new() else { return };
    for (text, name) in corpus::without(&['\0']).into_iter().zip(corpus::names()) {
        let (value, name) = (literal(&text), quoted(&name));
        live.world.file(
            "supabase/migrations/20260101000000_a.sql",
            format!(
                "create table {name} (a int);\ndo $b$ begin raise notice '%', {value}; raise exception using \
                 message = {value}, detail = {value}, hint = {value}; end $b$;\n"
            ),
        );
        let failed = check(&live, "apply --yes");
        assert!(failed.contains("P0001"), "{text:?}: {failed}");
        live.sql("drop schema if exists supabase_migrations cascade");
    }
}

#[test]
fn no_name_of_a_comparison_is_more_than_text() {
    let Some(mut live) = Live::new() else { return };
    let tables = |is_used: fn(usize) -> bool| -> String {
        let used = corpus::names().into_iter().enumerate().filter(|(number, _)| is_used(*number));
        let of_name = |(_, name): (usize, String)| {
            let (table, value) = (quoted(&name), literal(&name));
            format!(
                "create table public.{table} ({table} int default 1 check ({table} > 0));\n\
                 comment on table public.{table} is {value};\n\
                 create policy {table} on public.{table} using ({table} > 1);\n"
            )
        };
        used.map(of_name).collect()
    };
    live.sql(&tables(|number| number % 3 != 0));
    live.world.file("supabase/migrations/20260101000000_a.sql", tables(|number| number % 3 != 1));
    for format in ["human", "json", "markdown"] {
        let drifted = check(&live, &format!("drift --full --format {format}"));
        assert!(drifted.contains("owned"), "{drifted}");
    }
}
