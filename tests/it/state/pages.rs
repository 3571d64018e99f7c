//! The pages of rules about the replayed schema as tests: every Bad block is reported by its rule alone and the SQL of
//! its help removes the problem; every Good block passes.

#![expect(clippy::use_debug, reason = "a failure shows the values")]

use super::{append, is_skipped, problems, remedy, shown};
use crate::messages::rendered;
use crate::pages::blocks;
use crate::support::assert_stored;
use crate::support::notation::Situation;
use std::fmt::Write as _;
use tidegate::jobs::check::Outcome;
use tidegate::rules;

fn check(rule: &str) {
    if is_skipped() {
        return;
    }
    let rule = rules::named(rule).expect("a rule");
    let mut wrong = String::new();
    let bad = blocks(rule, "## Bad");
    let good = blocks(rule, "## Good");
    assert!(bad.len() >= 4 && good.len() >= 4, "{}: {} bad, {} good", rule.info.id, bad.len(), good.len());
    for (number, block) in bad.iter().enumerate() {
        if number == 0 {
            let diagnostics = problems(&block.situation(), rule.info.id).expect("a replay");
            let outcome = Outcome { target: "staged changes".to_owned(), diagnostics, ..Outcome::default() };
            assert_stored(&format!("rule-{}", rule.info.id), &rendered(&outcome));
        }
        if let Err(problem) = check_bad(rule.info.id, block.situation()) {
            let _ = writeln!(wrong, "{}: {problem}", block.name);
        }
    }
    for block in good {
        match problems(&block.situation(), rule.info.id) {
            Ok(found) if found.is_empty() => {}
            found => drop(writeln!(wrong, "{}: {:#?}", block.name, found.map(|found| shown(&found)))),
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn check_bad(rule: &str, mut situation: Situation) -> Result<(), String> {
    let found = problems(&situation, rule)?;
    let mut others = found.iter().filter(|problem| problem.rule.id != rule);
    if found.is_empty() || others.any(|problem| !situation.also.iter().any(|also| also == problem.rule.id)) {
        return Err(format!("{:#?}", shown(&found)));
    }
    let remedies: Vec<String> = found.iter().filter_map(remedy).collect();
    // The remedy of a missing object is not known.
    if remedies.is_empty() && rule == "missing-required-object" {
        return Ok(());
    }
    if remedies.len() != found.len() {
        return Err(format!("no SQL in the help of {:#?}", shown(&found)));
    }
    append(&mut situation, remedies.concat());
    let left = problems(&situation, rule)?;
    if left.iter().any(|problem| problem.rule.id == rule) {
        return Err(format!("{remedies:?} leaves {:#?}", shown(&left)));
    }
    Ok(())
}

#[test]
fn table_without_primary_key() {
    check("table-without-primary-key");
}

#[test]
fn unindexed_foreign_key() {
    check("unindexed-foreign-key");
}

#[test]
fn duplicate_index() {
    check("duplicate-index");
}

#[test]
fn invalid_index() {
    check("invalid-index");
}

#[test]
fn unwrapped_call_in_policy() {
    check("unwrapped-call-in-policy");
}

#[test]
fn overlapping_policies() {
    check("overlapping-policies");
}

#[test]
fn extension_in_public() {
    check("extension-in-public");
}

#[test]
fn missing_required_object() {
    check("missing-required-object");
}

#[test]
fn rls_without_policy() {
    check("rls-without-policy");
}

#[test]
fn every_rule_about_the_replayed_schema_is_tested() {
    let source = include_str!("pages.rs");
    for rule in rules::ALL.iter().filter(|rule| rule.is_of_replay() && rule.script_check().is_none()) {
        assert!(source.contains(&format!("check(\"{}\")", rule.info.id)), "{}", rule.info.id);
    }
}
