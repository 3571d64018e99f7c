//! Another linter's opinion of the same statements: where the two disagree, the reason is
//! written down in `tests/oracle.txt`.
//!
//! Every Bad and Good block of the rules' pages is checked by both, here with every rule on.
//! Only what both have rules about is compared; questions of style and of timeouts are not
//! asked here.

use crate::support::notation::Situation;
use squawk_linter::{Linter, Rule as Theirs};
use squawk_syntax::SourceFile;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use tidegate::diagnostic::Preset;
use tidegate::rules;

/// Their rule, and the rules of ours for the same problem.
const SAME: &[(&str, Theirs, &[&str])] = &[
    ("require-concurrent-index-creation", Theirs::RequireConcurrentIndexCreation, &["blocking-index"]),
    ("require-concurrent-index-deletion", Theirs::RequireConcurrentIndexDeletion, &["blocking-index-drop"]),
    ("require-concurrent-reindex", Theirs::RequireConcurrentReindex, &["blocking-reindex"]),
    ("require-concurrent-partition-detach", Theirs::RequireConcurrentPartitionDetach, &["blocking-detach"]),
    (
        "constraint-missing-not-valid",
        Theirs::ConstraintMissingNotValid,
        &["blocking-check", "blocking-foreign-key", "validate-in-same-transaction"],
    ),
    (
        "adding-foreign-key-constraint",
        Theirs::AddingForeignKeyConstraint,
        &["blocking-foreign-key", "foreign-key-lock"],
    ),
    ("adding-field-with-default", Theirs::AddingFieldWithDefault, &["rewriting-column"]),
    ("adding-required-field", Theirs::AddingRequiredField, &["required-column"]),
    ("adding-not-nullable-field", Theirs::AddingNotNullableField, &["blocking-not-null"]),
    ("adding-serial-primary-key-field", Theirs::AddingSerialPrimaryKeyField, &["blocking-unique", "rewriting-column"]),
    ("changing-column-type", Theirs::ChangingColumnType, &["rewriting-type", "narrowing-type-change"]),
    ("disallowed-unique-constraint", Theirs::DisallowedUniqueConstraint, &["blocking-unique", "checked-column"]),
    ("ban-drop-column", Theirs::BanDropColumn, &["drop-column"]),
    ("ban-drop-table", Theirs::BanDropTable, &["drop-table"]),
    ("ban-drop-schema", Theirs::BanDropSchema, &["drop-schema"]),
    ("ban-drop-view", Theirs::BanDropView, &["drop-view"]),
    ("ban-drop-function", Theirs::BanDropFunction, &["drop-function"]),
    ("ban-drop-type", Theirs::BanDropType, &["drop-type"]),
    ("ban-drop-sequence", Theirs::BanDropSequence, &["drop-sequence"]),
    ("ban-drop-constraint", Theirs::BanDropConstraint, &["drop-constraint"]),
    ("ban-drop-default", Theirs::BanDropDefault, &["drop-default"]),
    ("ban-drop-extension", Theirs::BanDropExtension, &["drop-extension"]),
    ("ban-truncate-cascade", Theirs::BanTruncateCascade, &["truncate", "drop-cascade"]),
    ("renaming-column", Theirs::RenamingColumn, &["renamed-column"]),
    ("renaming-table", Theirs::RenamingTable, &["renamed-table"]),
    ("renaming-object", Theirs::RenamingObject, &["renamed-object"]),
    ("ban-set-schema", Theirs::BanSetSchema, &["moved-schema"]),
    ("identifier-too-long", Theirs::IdentifierTooLong, &["long-identifier"]),
    (
        "ban-concurrent-index-creation-in-transaction",
        Theirs::BanConcurrentIndexCreationInTransaction,
        &["impossible-in-transaction"],
    ),
];

/// One block with the problems of each.
fn opinions() -> Vec<(String, BTreeSet<&'static str>, BTreeSet<&'static str>)> {
    let mut found = Vec::new();
    for rule in rules::ALL.into_iter().filter(|rule| rule.script_check().is_some()) {
        for (heading, word) in [("## Bad", "bad"), ("## Good", "good")] {
            let section = rule.info.page.split_once(&format!("\n{heading}\n")).map_or("", |(_, rest)| rest);
            let section = section.split("\n## ").next().unwrap_or_default();
            for (number, block) in section.split("```tidegate\n").skip(1).enumerate() {
                let block = block.split("```").next().unwrap_or_default();
                found.push((format!("{}:{word}:{}", rule.info.id, number + 1), theirs(block), ours(block)));
            }
        }
    }
    found
}

fn ours(block: &str) -> BTreeSet<&'static str> {
    let mut situation = Situation::read(block);
    situation.settings.rules.levels.set_preset(Preset::Strict);
    let outcome = situation.outcome();
    let accepted = outcome.accepted.iter().map(|accepted| accepted.diagnostic.rule.id);
    outcome.diagnostics.iter().map(|diagnostic| diagnostic.rule.id).chain(accepted).collect()
}

fn theirs(block: &str) -> BTreeSet<&'static str> {
    let rules: Vec<Theirs> = SAME.iter().map(|(_, rule, _)| *rule).collect();
    let mut said = BTreeSet::new();
    for sql in staged(block) {
        let parsed = SourceFile::parse(&sql);
        for violation in Linter::from(rules.clone()).lint(&parsed, &sql) {
            said.extend(SAME.iter().filter(|(_, rule, _)| *rule == violation.code).map(|(name, _, _)| *name));
        }
    }
    said
}

/// The SQL of the staged files of a block.
fn staged(block: &str) -> Vec<String> {
    let mut files: Vec<String> = Vec::new();
    let mut is_staged = false;
    for line in block.lines() {
        match line.strip_prefix("    ") {
            Some(sql) if is_staged => {
                if let Some(file) = files.last_mut() {
                    let _ = writeln!(file, "{sql}");
                }
            }
            Some(_) => {}
            None => {
                is_staged = line.starts_with("staged ") && line.ends_with(".sql");
                if is_staged {
                    files.push(String::new());
                }
            }
        }
    }
    files
}

/// Every disagreement as `they only: <their rule>: <block>` or `we only: <our rule>: <block>`.
fn disagreements() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (block, theirs, ours) in opinions() {
        for (name, _, same) in SAME {
            if theirs.contains(name) && !same.iter().any(|rule| ours.contains(rule)) {
                found.insert(format!("they only: {name}: {block}"));
            }
        }
        for rule in &ours {
            let mut known = SAME.iter().filter(|(_, _, same)| same.contains(rule)).peekable();
            if known.peek().is_some() && !known.any(|(name, _, _)| theirs.contains(name)) {
                found.insert(format!("we only: {rule}: {block}"));
            }
        }
    }
    found
}

#[test]
fn every_disagreement_with_another_linter_has_a_reason() {
    let list = include_str!("../oracle.txt");
    let mut reasons: BTreeMap<String, &str> = BTreeMap::new();
    let mut reason = "";
    for line in list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("because ") {
            Some(because) => reason = because,
            None => {
                assert!(!reason.is_empty(), "no reason stands above `{line}`");
                assert!(reasons.insert(line.to_owned(), reason).is_none(), "`{line}` is there twice");
            }
        }
    }
    let written: BTreeSet<String> = reasons.into_keys().collect();
    let found = disagreements();
    let list = |lines: Vec<&String>| lines.into_iter().fold(String::new(), |text, line| text + line + "\n");
    let (new, gone) = (list(found.difference(&written).collect()), list(written.difference(&found).collect()));
    assert!(new.is_empty() && gone.is_empty(), "without a reason:\n{new}\nno longer so:\n{gone}");
}
