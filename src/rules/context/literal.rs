//! String literals in the text of statements.

use crate::sql::{Kind, tokens};
use crate::text::Span;
use std::collections::HashSet;

/// Whether a literal is text: it is cast to it, or compared with text, such as `c::text` and `data ->> 'kind'`.
pub(in crate::rules) fn is_text(written: &[u8], literal: &Span) -> bool {
    let text = |written: &[u8]| String::from_utf8_lossy(written).to_lowercase();
    let is_cast = |after: &str| TEXT_CASTS.iter().any(|cast| after.trim_start().starts_with(cast));
    let after = text(&written[literal.end..(literal.end + 80).min(written.len())]);
    let compared = after.trim_start().strip_prefix('=').map(str::trim_start);
    if is_cast(&after) || compared.is_some_and(begins_with_text) {
        return true;
    }
    let mut before = text(&written[..literal.start]);
    // The items before it in a list, and what opens the list.
    loop {
        let short = before.trim_end().trim_end_matches(['(', '[', ',']).trim_end();
        let short = ["array", "any", "all", "in", "not"].iter().fold(short, |short, word| {
            let rest = short.strip_suffix(word).unwrap_or(short);
            if rest.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') { short } else { rest }
        });
        let is_item = before.trim_end().ends_with(',') && short.ends_with('\'');
        let short = if is_item { without_string(short) } else { short };
        if short.len() == before.len() {
            break;
        }
        before.truncate(short.len());
    }
    let operand = before.trim_end();
    let operand = ["is distinct from", "is not distinct from", "like", "ilike"]
        .iter()
        .find_map(|word| operand.strip_suffix(word))
        .unwrap_or_else(|| operand.trim_end_matches(['=', '<', '>', '!', '~', '|']));
    let operand = operand.trim_end().trim_end_matches(')').trim_end();
    let key = if operand.ends_with('\'') { without_string(operand).trim_end() } else { "" };
    TEXT_CASTS.iter().any(|cast| operand.ends_with(cast))
        || operand.ends_with("as text")
        || operand.ends_with("as varchar")
        || key.ends_with("->>")
        || key.ends_with("#>>")
}

const TEXT_CASTS: [&str; 3] = ["::text", "::varchar", "::character varying"];

/// Whether an expression begins with a name that is cast to text.
fn begins_with_text(expression: &str) -> bool {
    let name = |letter: char| letter.is_alphanumeric() || "_.\"() ".contains(letter);
    let rest = expression.trim_start_matches(name);
    TEXT_CASTS.iter().any(|cast| rest.starts_with(cast)) || rest.starts_with("->>")
}

/// Returns the text before the string at its end.
fn without_string(text: &str) -> &str {
    let inner = text.strip_suffix('\'').unwrap_or(text);
    inner.rfind('\'').map_or(inner, |quote| &inner[..quote])
}

/// Whether a statement contains one of the names and does not query the catalog.
pub(in crate::rules) fn mentions(written: &[u8], names: &[&str]) -> bool {
    let mut words = Vec::new();
    for token in tokens(written) {
        let text = String::from_utf8_lossy(&written[token.span]).into_owned();
        match token.kind {
            Kind::Word | Kind::QuotedName => words.push(text.trim_matches('"').to_owned()),
            Kind::DollarString => {
                let inner = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
                words.extend(inner.map(str::to_owned));
            }
            _ => {}
        }
    }
    let names: HashSet<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    !words.iter().any(|word| word.contains("pg_enum"))
        && words.iter().any(|word| names.contains(&word.to_ascii_lowercase()))
}
