//! `explain`: pages of rules, which are text of tidegate.

use crate::diagnostic::RuleInfo;
use crate::rules;
use crate::text::words;
use serde_json::{Value, json};

/// The page of a rule, or the list of rules.
pub(super) fn explain(rule: Option<&str>) -> Result<Value, String> {
    let Some(id) = rule else {
        let rules: Vec<Value> = rules::ALL.iter().map(|rule| described(&rule.info)).collect();
        return Ok(json!({ "version": 1, "rules": rules }));
    };
    let Some(rule) = rules::named(id) else {
        let similar = words::nearest(id, rules::ALL.iter().map(|rule| rule.info.id));
        let help = similar.map_or_else(
            || "call `explain` without `rule` to list all".to_owned(),
            |similar| format!("did you mean `{similar}`?"),
        );
        return Err(format!("unknown rule\nhelp: {help}"));
    };
    Ok(json!({ "version": 1, "rules": [described(&rule.info)], "page": rule.info.page }))
}

fn described(rule: &RuleInfo) -> Value {
    json!({ "id": rule.id, "severity": rule.severity, "preset": rule.preset, "family": rule.family, "summary": rule.summary })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_has_its_page_and_an_unknown_one_a_suggestion() {
        let page = explain(Some("invalid-name")).expect("a rule");
        assert!(page["page"].as_str().is_some_and(|page| page.starts_with("# ")));
        assert_eq!(explain(None).expect("a list")["rules"].as_array().map(Vec::len), Some(rules::ALL.len()));
        assert_eq!(explain(Some("invalid-nam")), Err("unknown rule\nhelp: did you mean `invalid-name`?".to_owned()));
    }
}
