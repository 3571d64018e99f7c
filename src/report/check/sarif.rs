//! `--format sarif`: SARIF 2.1.0, for code scanning services.
//!
//! The standard: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; the sections
//! named below are its own. All rules are described, whether they found something or not. All fixes
//! are renames, which SARIF cannot express, so they are in the message.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::jobs::check::{Acceptance, Accepted, Outcome};
use crate::report::style::{json, wording};
use crate::rules::{self, Rule};
use crate::text::{hex, words};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The schema of the format (section 3.13.3).
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Base of all paths; the consumer resolves it (section 3.14.14).
const TOP: &str = "%SRCROOT%";

/// Writes the log file and a newline.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    json::write(&log(outcome), out)
}

fn log(outcome: &Outcome) -> Value {
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "tidegate",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules::ALL.iter().map(|rule| described(rule)).collect::<Vec<_>>(),
            } },
            "invocations": [{
                "executionSuccessful": true,
                "exitCode": i32::from(outcome.has_errors()),
                "toolConfigurationNotifications": notifications(outcome),
            }],
            "originalUriBaseIds": { TOP: { "description": { "text": "The top of the repository." } } },
            // Positions are counted in characters, not in UTF-16 units (section 3.14.17).
            "columnKind": "unicodeCodePoints",
            "results": results(outcome),
        }],
    })
}

fn described(rule: &Rule) -> Value {
    let info = &rule.info;
    // A summary is a fragment; descriptions are sentences (section 3.49.9).
    let summary = format!("{}.", words::sentence(info.summary));
    json!({
        "id": info.id,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": summary },
        "help": { "text": info.page, "markdown": info.page },
        "defaultConfiguration": { "level": level(info.severity) },
        // Section 3.8.2; code scanning services filter by tag.
        "properties": { "tags": [info.family.id()] },
    })
}

/// Section 3.27.10.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Parts that were not checked, which the run reports and not a result (section 3.20.22).
fn notifications(outcome: &Outcome) -> Vec<Value> {
    let skipped = outcome.skipped.iter().map(|rule| {
        let rule = wording::safe(rule);
        let text = format!("The rule `{rule}` was skipped: TIDEGATE_SKIP names it.");
        json!({ "level": "warning", "message": { "text": text }, "associatedRule": reference(&rule) })
    });
    let not_run = outcome.not_run.iter().map(|not_run| {
        let (rule, reason) = (not_run.rule.id, wording::safe(&not_run.reason));
        let project = match &not_run.project {
            top if top.is_top() => "the project at the top of the repository".to_owned(),
            project => format!("the project `{project}`"),
        };
        let text = without_links(&format!("The rule `{rule}` was not run for {project}: {reason}."));
        json!({ "level": "note", "message": { "text": text }, "associatedRule": reference(not_run.rule.id) })
    });
    let ignored = outcome.ignored.iter().map(|ignored| {
        let text = without_links(&format!("The folder {}.", wording::safe(&ignored.note())));
        json!({ "level": "note", "message": { "text": text } })
    });
    skipped.chain(not_run).chain(ignored).collect()
}

fn reference(id: &str) -> Value {
    json!({ "id": id, "index": index(id) })
}

/// Position of a rule in the list, -1 for none (section 3.52.5).
fn index(id: &str) -> i64 {
    let found = rules::ALL.iter().position(|rule| rule.info.id == id);
    found.and_then(|index| i64::try_from(index).ok()).unwrap_or(-1)
}

fn results(outcome: &Outcome) -> Vec<Value> {
    let mut prints = Fingerprints::default();
    let open = outcome.diagnostics.iter().map(|diagnostic| (diagnostic, None));
    let accepted = outcome.accepted.iter().map(|accepted| (&accepted.diagnostic, Some(accepted)));
    open.chain(accepted).map(|(diagnostic, accepted)| result(diagnostic, accepted, &mut prints)).collect()
}

fn result(diagnostic: &Diagnostic, accepted: Option<&Accepted>, prints: &mut Fingerprints) -> Value {
    let text = format!("{}\n{}", wording::safe(&diagnostic.message), wording::reason_and_remedy(diagnostic));
    let text = without_links(text.trim_end());
    let mut result = json!({
        "ruleId": diagnostic.rule.id,
        "ruleIndex": index(diagnostic.rule.id),
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": locations(diagnostic),
        "partialFingerprints": { "tidegate/v1": prints.of(diagnostic) },
    });
    if let Some(accepted) = accepted {
        let kind = match accepted.by {
            Acceptance::Comment | Acceptance::Breaking => "inSource",
            Acceptance::Config | Acceptance::Squash => "external",
        };
        result["suppressions"] =
            json!([{ "kind": kind, "justification": without_links(&wording::safe(&accepted.reason)) }]);
    }
    result
}

/// Text in which nothing is an embedded link, `[text](destination)` (section 3.11.6).
fn without_links(text: &str) -> String {
    text.replace("](", "] (")
}

fn locations(diagnostic: &Diagnostic) -> Vec<Value> {
    let Some(path) = diagnostic.place.path() else {
        return Vec::new();
    };
    let mut physical = json!({ "artifactLocation": { "uri": uri(path.as_bytes()), "uriBaseId": TOP } });
    if let Some((start, end_column)) = wording::in_content(diagnostic) {
        physical["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endColumn": end_column,
        });
    }
    vec![json!({ "physicalLocation": physical })]
}

/// Returns a path as a relative reference: everything but unreserved characters is percent-encoded,
/// byte by byte (RFC 3986, sections 2.3 and 4.2).
fn uri(path: &[u8]) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(*byte)),
            byte => {
                use std::fmt::Write as _;
                // Writing to a String cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

/// Identifies a problem by what does not change when lines move and time passes: rule, path and
/// the text of the line, and a number if all of that is the same (section 3.27.17).
#[derive(Default)]
struct Fingerprints {
    seen: BTreeMap<String, usize>,
}

impl Fingerprints {
    fn of(&mut self, diagnostic: &Diagnostic) -> String {
        let line = match &diagnostic.place {
            Place::Content { excerpt, .. } => excerpt.text.trim(),
            Place::Name { .. } | Place::File { .. } | Place::None => "",
        };
        let mut hash = Sha256::new();
        hash.update(diagnostic.rule.id);
        hash.update([0]);
        hash.update(diagnostic.place.path().map(AsRef::<[u8]>::as_ref).unwrap_or_default());
        hash.update([0]);
        hash.update(line);
        let print = hex(&hash.finalize()[..16]);
        let number = self.seen.entry(print.clone()).or_default();
        *number += 1;
        format!("{print}:{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_path_survives_in_its_uri() {
        assert_eq!(uri(b"a b/\xff:%\xc3\xa4.sql"), "a%20b/%FF%3A%25%C3%A4.sql");
    }
}
