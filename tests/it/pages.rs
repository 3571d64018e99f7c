//! The rules' pages as tests: every Bad block is reported by its rule and no other, every Good
//! block passes, and where a rule has a fix, the fix of a Bad block removes the problem.

use crate::support::notation::{self, Situation, reported, reported_rules};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tidegate::config::PathAllowance;
use tidegate::jobs::check::Outcome;
use tidegate::jobs::check::fix;
use tidegate::jobs::sides::Selection;
use tidegate::rules::{self, Needs, Rule};

/// What every page consists of, in this order.
const HEADINGS: [&str; 5] = ["## What it catches", "## Why it matters", "## Bad", "## Good", "## When to allow"];

/// A block of a page, with its number for messages.
pub(crate) struct Block<'a> {
    pub(crate) name: String,
    text: &'a str,
}

impl Block<'_> {
    pub(crate) fn situation(&self) -> Situation {
        Situation::read(self.text)
    }
}

/// The blocks below one heading of a rule's page.
pub(crate) fn blocks(rule: &'static Rule, heading: &str) -> Vec<Block<'static>> {
    let page = rule.info.page;
    let section = page.split_once(&format!("\n{heading}\n")).map_or("", |(_, rest)| rest);
    let section = section.split("\n## ").next().unwrap_or_default();
    let fenced = section.split("```tidegate\n").skip(1);
    fenced
        .enumerate()
        .map(|(number, block)| Block {
            name: format!("{} {heading} {}", rule.info.id, number + 1),
            text: block.split("```").next().unwrap_or_default(),
        })
        .collect()
}

#[test]
fn every_page_has_its_headings_and_examples() {
    for rule in rules::ALL {
        let info = &rule.info;
        let mut lines = info.page.lines();
        assert_eq!(lines.next(), Some(format!("# {}", info.id).as_str()), "title of {}", info.id);
        let summary = lines.find(|line| !line.is_empty()).unwrap_or_default();
        assert!(!summary.starts_with('#') && !summary.is_empty(), "{} has no summary", info.id);
        let headings: Vec<&str> = info.page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, HEADINGS, "headings of {}", info.id);
        for heading in ["## Bad", "## Good"] {
            assert!(!blocks(rule, heading).is_empty(), "{} has no block below `{heading}`", info.id);
        }
        assert!(
            info.page.lines().all(|line| line.chars().count() <= 120),
            "{} has a line of more than 120 columns",
            info.id
        );
    }
}

/// Every block below a heading with its rule, so that a test can report all failures.
fn each(heading: &str, mut check: impl FnMut(&'static Rule, &Block) -> Result<(), String>) {
    let mut wrong = String::new();
    // The blocks of the others are replayed.
    let of_check = rules::ALL.into_iter().filter(|rule| rule.needs != Needs::Replay || heading == "## Good");
    for rule in of_check {
        for block in blocks(rule, heading) {
            if let Err(operation) = check(rule, &block) {
                let _ = writeln!(wrong, "{}: {operation}", block.name);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn expect_rules(outcome: &Outcome, mut expected: Vec<&str>) -> Result<(), String> {
    expected.sort_unstable();
    if reported_rules(outcome) == expected {
        Ok(())
    } else {
        Err(format!("expected {expected:?}, found {:#?}", reported(outcome)))
    }
}

#[test]
fn every_bad_block_is_reported_by_its_rule_alone() {
    each("## Bad", |rule, block| {
        let situation = block.situation();
        let also = situation.also.iter().map(String::as_str);
        expect_rules(&situation.outcome(), also.chain([rule.info.id]).collect())
    });
}

#[test]
fn every_good_block_is_silent() {
    each("## Good", |_, block| expect_rules(&block.situation().outcome(), Vec::new()));
}

/// What the hook lets pass, CI lets pass.
#[test]
fn every_good_block_is_silent_as_a_range_too() {
    each("## Good", |_, block| {
        let mut situation = block.situation();
        situation.repository.commit_index();
        situation.request.selection = Selection::Range { from: "origin/main".to_owned(), to: "HEAD".to_owned() };
        expect_rules(&situation.outcome(), Vec::new())
    });
}

#[test]
fn the_fix_of_a_bad_block_removes_the_problem() {
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    each("## Bad", |rule, block| {
        let mut situation = block.situation();
        let outcome = situation.outcome();
        let own: Vec<_> = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.rule.id == rule.info.id).collect();
        let fixable = own.iter().filter(|diagnostic| diagnostic.fix.is_some()).count();
        if fixable > 0 && !rule.info.fixable {
            return Err("offers a fix and its rule does not say so".to_owned());
        }
        if fixable == 0 || fixable < own.len() {
            return Ok(());
        }
        *shown.entry(rule.info.id).or_default() += 1;
        for rename in fix::plan(&outcome).renames {
            situation.repository.rename(&rename.from, &rename.to);
        }
        let after = situation.outcome();
        let is_new = |id: &&str| *id == rule.info.id || !reported_rules(&outcome).contains(id);
        let left: Vec<&str> = reported_rules(&after).into_iter().filter(is_new).collect();
        if left.is_empty() { Ok(()) } else { Err(format!("its fix leaves {:#?}", reported(&after))) }
    });
    let unshown = rules::ALL.iter().filter(|rule| rule.info.fixable && !shown.contains_key(rule.info.id));
    let unshown: Vec<&str> = unshown.map(|rule| rule.info.id).collect();
    assert!(unshown.is_empty(), "fixable, and no Bad block shows it: {unshown:?}");
}

/// Rules are independent: without its rule a block is reported only by the others.
#[test]
fn a_skipped_rule_reports_nothing() {
    each("## Bad", |rule, block| {
        let mut situation = block.situation();
        situation.request.skip = vec![rule.info.id.to_owned()];
        expect_rules(&situation.outcome(), situation.also.iter().map(String::as_str).collect())
    });
}

/// An accepted problem is not among the diagnostics and is kept with its reason.
#[test]
fn an_allowance_in_the_configuration_accepts_every_bad_block() {
    each("## Bad", |rule, block| {
        // What is wrong with an allowance is not to be allowed.
        if rule.info.id == "unused-allowance" {
            return Ok(());
        }
        let mut situation = block.situation();
        let own = situation.outcome().diagnostics.into_iter().filter(|diagnostic| diagnostic.rule.id == rule.info.id);
        let allowances = own.map(|diagnostic| PathAllowance {
            rule: rule.info.id.to_owned(),
            path: diagnostic.place.path().cloned().unwrap_or_default(),
            reason: "a test".to_owned(),
        });
        situation.settings.allow.extend(allowances);
        let outcome = situation.outcome();
        if outcome.accepted.is_empty() {
            return Err("nothing was accepted".to_owned());
        }
        expect_rules(&outcome, situation.also.iter().map(String::as_str).collect())
    });
}

#[test]
fn the_notation_reads_bytes() {
    assert_eq!(notation::bytes(r"a\xffb\n"), b"a\xffb\\n");
}
