//! What the help texts advise is taken at their word: each statement in them that is written
//! out whole becomes a migration, and no rule has anything to say about it.

use crate::notation::{Situation, told};
use tidegate::diagnostic::Diagnostic;
use tidegate::rules;

/// The rules whose help writes SQL out.
const WITH_RECIPES: [&str; 13] = [
    "blocking-check",
    "blocking-detach",
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
            return Err(format!("`{sql}` is told of: {:#?}", told(&outcome)));
        }
        done.push(sql.to_owned());
    }
    Ok(done.len())
}

#[test]
fn no_advice_is_told_of_itself() {
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
                    Err(what) => wrong.push(format!("{}: {what}", rule.info.id)),
                }
            }
        }
        if WITH_RECIPES.contains(&rule.info.id) && recipes == 0 {
            wrong.push(format!("{} writes no statement out", rule.info.id));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
