//! The tables of rules.

use super::check_part;
use tidegate::diagnostic::Family;
use tidegate::rules::{self, Rule};

/// The rules that the README shows.
const MOST_TELLING: [&str; 10] = [
    "duplicate-version",
    "edited-migration",
    "out-of-order",
    "schema-not-staged",
    "drop-column",
    "required-column",
    "blocking-index",
    "rewriting-type",
    "impossible-in-transaction",
    "table-without-rls",
];

/// The page of a rule, relative to the top.
pub(super) fn page_of(rule: &Rule) -> String {
    format!("src/rules/{}/{}.md", rule.info.family.id(), rule.info.id).replace('-', "_")
}

#[test]
fn the_rules_in_the_documents_are_current() {
    let mut all = String::new();
    for family in Family::ALL {
        let of_family: Vec<&Rule> = rules::ALL.into_iter().filter(|rule| rule.info.family == family).collect();
        all += &format!("### {}\n\n{}\n\n{}\n", family.title(), family.about(), table_of(&of_family));
    }
    check_part("docs/rules.md", "rules", &format!("{}\n", all.trim_end()));
}

fn table_of(rules: &[&Rule]) -> String {
    let mut table = String::from("| rule | severity | from preset | fix | finds |\n|---|---|---|---|---|\n");
    for rule in rules {
        let info = &rule.info;
        let fix = if info.fixable { "yes" } else { "" };
        let (severity, preset, page) = (info.severity, info.preset, page_of(rule));
        table += &format!("| [`{}`](../{page}) | {severity} | {preset} | {fix} | {} |\n", info.id, info.summary);
    }
    table
}

#[test]
fn the_rules_of_the_readme_are_current() {
    let mut table = String::from("| rule | finds |\n|---|---|\n");
    for id in MOST_TELLING {
        let rule = rules::named(id).unwrap_or_else(|| panic!("there is no rule {id}"));
        table += &format!("| [`{id}`]({}) | {} |\n", page_of(rule), rule.info.summary);
    }
    check_part("README.md", "rules", &table);
}
