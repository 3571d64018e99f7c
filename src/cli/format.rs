//! `--format`: the names of the formats.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// A name of a format with one line about it.
type Name = (&'static str, &'static str);

pub(super) const HUMAN: Name = ("human", "For people");
pub(super) const JSON: Name = ("json", "JSON, described in docs/output.md");
pub(super) const CATALOG: Name = ("json", "JSON, described in docs/catalog.md");
pub(super) const MARKDOWN: Name = ("markdown", "Markdown for a pull request");
pub(super) const HTML: Name = ("html", "One page with a diagram of the tables that differ");
pub(super) const MERMAID: Name = ("mermaid", "A Mermaid diagram of the tables that differ");
pub(super) const GITHUB: Name = ("github", "Annotations and a job summary for GitHub Actions");
pub(super) const SARIF: Name = ("sarif", "SARIF 2.1.0, for code scanning services");
pub(super) const JUNIT: Name = ("junit", "JUnit XML, for CI servers that show test results");

/// A parser of these names, each with the value that it means.
pub(super) fn parser<T: Copy + Send + Sync + 'static>(
    formats: &'static [(Name, T)],
) -> impl TypedValueParser<Value = T> {
    let values = formats.iter().map(|((name, about), _)| PossibleValue::new(*name).help(*about));
    PossibleValuesParser::new(values.collect::<Vec<_>>()).map(move |typed| {
        let known = formats.iter().find(|((name, _), _)| *name == typed);
        known.map(|(_, format)| *format).expect("clap accepts only these names")
    })
}
