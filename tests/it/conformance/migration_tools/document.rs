//! The agreement in the documentation.

use super::reason;
use super::tool::TOOLS;
use crate::docs::check_part;
use std::collections::BTreeMap;
use std::fmt::Write as _;

#[test]
fn the_documentation_has_the_numbers_of_every_tool() {
    let mut text = "| tool | cases | agree | differ |\n|---|--:|--:|--:|\n".to_owned();
    let mut reasons: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for tool in &TOOLS {
        let (cases, known) = (tool.cases().len(), tool.known());
        let _ = writeln!(text, "| {} | {cases} | {} | {} |", tool.version, cases - known.len(), known.len());
        for word in known.into_values() {
            *reasons.entry(word).or_default().entry(tool.name).or_default() += 1;
        }
    }
    text += "\nWhat differs, in all of them:\n\n| reason | cases | of |\n|---|--:|---|\n";
    for (word, counts) in &reasons {
        let meaning = reason::of(word).unwrap_or_default();
        let tools: Vec<&str> = counts.keys().copied().collect();
        let _ = writeln!(text, "| {meaning} | {} | {} |", counts.values().sum::<usize>(), tools.join(", "));
    }
    check_part("docs/evidence.md", "conformance", &text);
}
