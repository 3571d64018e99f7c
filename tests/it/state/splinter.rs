//! The recorded answers of splinter on schemas with many problems, and the disagreements with them, each with a reason.

use super::{is_skipped, of_one, replay};
use serde::Deserialize;
use std::collections::BTreeSet;
use tidegate::catalog::{Identity, Kind};
use tidegate::rules::StateFinding;

#[derive(Deserialize)]
struct Recorded {
    schema: Vec<Schema>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Schema {
    sql: String,
    splinter: BTreeSet<String>,
    /// Answers of splinter that tidegate does not give.
    #[serde(default)]
    missing: Vec<Disagreement>,
    /// Answers of tidegate that splinter does not give.
    #[serde(default)]
    more: Vec<Disagreement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disagreement {
    found: String,
    reason: String,
}

/// `rule schema.object`, with the table of a part.
fn named(finding: &StateFinding) -> Option<String> {
    let is_table = |identity: &&Identity| matches!(identity.kind, Kind::Table | Kind::MaterializedView);
    let object = match finding.subject.kind {
        Kind::Index | Kind::Constraint | Kind::Policy => finding.related.iter().find(is_table)?,
        _ => &finding.subject,
    };
    let name = match object.schema.as_deref() {
        Some(schema @ ("public" | "private")) => format!("{schema}.{}", object.name),
        Some(_) => return None,
        None => object.name.clone(),
    };
    Some(format!("{} {name}", finding.rule))
}

#[test]
fn the_findings_are_those_of_splinter_or_differ_for_a_reason() {
    if is_skipped() {
        return;
    }
    let recorded: Recorded = toml::from_str(include_str!("splinter.toml")).expect("a table of answers");
    assert!(recorded.schema.len() >= 10);
    for schema in recorded.schema {
        let outcome = replay(&of_one("supabase/migrations/20250131093045_a.sql", &schema.sql), "open-policy");
        let project = outcome.projects.first().expect("a project");
        assert!(project.failure().is_none(), "{:?}", project.failure());
        let state = project.replay.state.as_ref().expect("a check of the schema");
        let found: BTreeSet<String> = state.findings.iter().filter_map(named).collect();
        let mut expected = schema.splinter;
        for disagreement in &schema.missing {
            assert!(!disagreement.reason.is_empty() && expected.remove(&disagreement.found), "{}", disagreement.found);
        }
        for disagreement in schema.more {
            assert!(!disagreement.reason.is_empty() && expected.insert(disagreement.found));
        }
        assert_eq!(found, expected, "{}", schema.sql);
    }
}
