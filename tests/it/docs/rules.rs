//! The tables of rules.

use super::{check_part, top};
use tidegate::rules::{self, Check, Rule};

/// The families of rules in the order of the documentation: id, heading, and what they find.
const FAMILIES: [(&str, &str, &str); 10] = [
    ("project", "Names, order, history and files", "What is wrong before any SQL is read."),
    ("statement", "Statements", "What the SQL of a new or changed migration does."),
    ("history", "Order and history", "Versions, order, edits of published migrations, and the schema file."),
    ("files", "Files and names", "Files that the migration tool misreads or ignores."),
    ("data_loss", "Data loss", "Statements that drop, empty, narrow or rename something that is in use."),
    ("locks", "Locks", "Statements that block reads or writes of an existing table."),
    ("rewrites", "Rewrites and scans", "Statements that rewrite or read a whole table under a lock."),
    ("correctness", "Correctness", "Statements that fail, or do something other than they appear to."),
    ("security", "Security", "Secrets, missing row level security, and unsafe functions."),
    ("policy", "Team policy", "Conventions that a team can choose; most run at the strict preset only."),
];

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

/// The family of a rule.
fn family(rule: &Rule) -> &'static str {
    if matches!(rule.check, Check::Script(_)) { "statement" } else { "project" }
}

/// The page of a rule, relative to the top: in `src/rules`, or in the folder of its family.
pub(super) fn page_of(rule: &Rule) -> String {
    let name = format!("{}.md", rule.info.id.replace('-', "_"));
    let places = [format!("src/rules/{name}"), format!("src/rules/{}/{name}", family(rule))];
    places.into_iter().find(|place| top().join(place).is_file()).unwrap_or_else(|| panic!("no page {name}"))
}

#[test]
fn the_rules_in_the_documents_are_current() {
    let mut all = String::new();
    for (id, heading, about) in FAMILIES {
        let of_family: Vec<&Rule> = rules::ALL.into_iter().filter(|rule| family(rule) == id).collect();
        if !of_family.is_empty() {
            all += &format!("### {heading}\n\n{about}\n\n{}\n", table_of(&of_family));
        }
    }
    assert!(rules::ALL.iter().all(|rule| FAMILIES.iter().any(|(id, ..)| *id == family(rule))), "an unknown family");
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
