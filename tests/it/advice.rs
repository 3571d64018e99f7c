//! What the help texts advise is taken at their word: each statement in them that is written
//! out whole becomes a migration, and no rule has anything to say about it.

use crate::support::notation::{Situation, reported};
use tidegate::diagnostic::Diagnostic;
use tidegate::rules;

/// The rules whose help writes SQL out.
const WITH_RECIPES: [&str; 12] = [
    "blocking-check",
    "blocking-foreign-key",
    "blocking-index",
    "blocking-index-drop",
    "blocking-not-null",
    "blocking-refresh",
    "blocking-reindex",
    "blocking-unique",
    "concurrently-if-not-exists",
    "create-partition-of",
    "required-column",
    "rewriting-column",
];

/// The parts between backticks of a text.
fn quoted(help: &str) -> Vec<&str> {
    help.split('`').skip(1).step_by(2).collect()
}

fn is_statement(text: &str) -> bool {
    let verbs = ["create ", "alter ", "drop ", "reindex ", "refresh ", "update "];
    verbs.iter().any(|verb| text.starts_with(verb)) && !text.contains('…')
}

/// A situation's text with everything new of it replaced by one migration.
fn with_migration(block: &str, published: &[String], staged: &str) -> String {
    let mut text = String::new();
    let mut is_kept = true;
    for line in block.lines() {
        if !line.starts_with(' ') {
            is_kept = !line.starts_with("staged") && !line.starts_with("also");
        }
        if is_kept {
            text = text + line + "\n";
        }
    }
    for (at, sql) in published.iter().enumerate() {
        text += &format!("published supabase/migrations/2025010{}000000_step.sql\n    {sql};\n", at + 2);
    }
    text + &format!("staged supabase/migrations/20250131100000_advice.sql\n    {staged};\n")
}

/// Follows the advice of one diagnostic, a migration for each of its statements.
fn follow(block: &str, diagnostic: &Diagnostic) -> Result<usize, String> {
    let mut done: Vec<String> = Vec::new();
    for sql in quoted(&diagnostic.help).into_iter().filter(|text| is_statement(text)) {
        let situation = with_migration(block, &done, sql);
        let outcome = Situation::read(&situation).outcome();
        if !outcome.diagnostics.is_empty() {
            return Err(format!("`{sql}` is reported: {:#?}", reported(&outcome)));
        }
        done.push(sql.to_owned());
    }
    Ok(done.len())
}

#[test]
fn advice_is_never_reported_itself() {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        let mut recipes = 0;
        let page = rule.info.page.split("\n## Bad\n").nth(1).and_then(|rest| rest.split("\n## ").next());
        for block in page.unwrap_or_default().split("```tidegate\n").skip(1) {
            let block = block.split("```").next().unwrap_or_default();
            if !block.contains("supabase/migrations") {
                continue;
            }
            let outcome = Situation::read(block).outcome();
            for diagnostic in outcome.diagnostics.iter().filter(|found| found.rule.id == rule.info.id) {
                match follow(block, diagnostic) {
                    Ok(count) => recipes += count,
                    Err(operation) => wrong.push(format!("{}: {operation}", rule.info.id)),
                }
            }
        }
        if WITH_RECIPES.contains(&rule.info.id) && recipes == 0 {
            wrong.push(format!("{} writes no statement out", rule.info.id));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The help for an index on a table in use: the first file and the new one, each with
/// the lines above its statement.
fn help_on_index(first: (&str, &str), new: (&str, &str), extra: &str) -> String {
    let lines = |text: &str| text.lines().fold(String::new(), |all, line| all + "    " + line + "\n");
    let table = lines(&format!("{}create table t (id bigint, a int);", first.1));
    let index = lines(new.1);
    let asked = "config\n    [rules]\n    blocking-index = \"warning\"\n";
    let text = format!("{asked}{extra}published {}\n{table}staged {}\n{index}", first.0, new.0);
    let outcome = Situation::read(&text).outcome();
    let found = outcome.diagnostics.iter().find(|diagnostic| diagnostic.rule.id == "blocking-index");
    found.map(|diagnostic| diagnostic.help.clone()).unwrap_or_default()
}

#[test]
fn an_index_is_built_concurrently_in_the_words_of_each_tool() {
    let sql = "create index concurrently i on t (a)";
    let two = "alter table t add column z int;\ncreate index i on t (a);";
    let one = "create index i on t (a);";
    let check = |first: (&str, &str), new: (&str, &str), extra: &str, way: &str| {
        let help = help_on_index(first, new, extra);
        assert_eq!(help, way.replace("SQL", sql), "{}", new.0);
        // Followed, nothing more is said.
        assert_eq!(help_on_index(first, (new.0, &format!("{sql};")), extra), "");
    };
    let supabase = ("supabase/migrations/20240101000000_first.sql", "");
    let new = "supabase/migrations/20250131093045_new.sql";
    let beside = "build it concurrently (the Supabase CLI runs it outside its transaction since 2.109): `SQL`";
    check(supabase, (new, two), "", beside);
    let own = format!("begin;\n{one}\ncommit;");
    check(supabase, (new, &own), "", &beside.replace(" (", ", without BEGIN ("));
    let block = format!("do $$ begin {one} end $$;");
    check(supabase, (new, &block), "", &beside.replace(" (", ", outside the DO block ("));

    let prisma = ("prisma/migrations/20240101000000_first/migration.sql", "");
    let new = "prisma/migrations/20250131093045_new/migration.sql";
    let alone = "build it concurrently, alone in a migration of its own: `SQL`";
    let already = "build it concurrently: `SQL`";
    check(prisma, (new, two), "", alone);
    check(prisma, (new, one), "", already);

    let flyway = ("db/migration/V1__first.sql", "");
    let way = "build it concurrently, alone in a migration of its own, with `executeInTransaction=false` in a file of \
               the same name with `.conf` after it: `SQL`";
    check(flyway, ("db/migration/V2__new.sql", two), "", way);

    let cargo = "published Cargo.toml\n    [package]\n";
    let sqlx = ("migrations/20240101000000_first.sql", "");
    let way = "build it concurrently, alone in a migration that begins with `-- no-transaction`: `SQL`";
    check(sqlx, ("migrations/20250131093045_new.sql", one), cargo, way);
    check(sqlx, ("migrations/20250131093045_new.sql", &format!("-- no-transaction\n{one}")), cargo, already);

    let dbmate = ("db/migrations/20240101000000_first.sql", "-- migrate:up\n-- migrate:down\n");
    let new = "db/migrations/20250131093045_new.sql";
    let way = "build it concurrently, alone in a migration that begins with `-- migrate:up transaction:false`: `SQL`";
    check(dbmate, (new, &format!("-- migrate:up\n{one}\n-- migrate:down\n")), "", way);
    check(dbmate, (new, &format!("-- migrate:up transaction:false\n{one}\n-- migrate:down\n")), "", already);

    let goose = ("migrations/20240101000000_first.sql", "-- +goose Up\n");
    let new = "migrations/20250131093045_new.sql";
    let way = "build it concurrently, in a migration that begins with `-- +goose NO TRANSACTION`: `SQL`";
    check(goose, (new, &format!("-- +goose Up\n{one}")), "", way);
    check(goose, (new, &format!("-- +goose NO TRANSACTION\n-- +goose Up\n{one}")), "", already);

    let diesel = ("migrations/2024-01-01-000000_first/up.sql", "");
    let way =
        "build it concurrently, alone in a migration with `run_in_transaction = false` in its `metadata.toml`: `SQL`";
    check(diesel, ("migrations/2025-01-31-093045_new/up.sql", one), "", way);
}
