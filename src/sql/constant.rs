//! Conditions whose value does not depend on any row.

use super::tree::{At, SyntaxKind as K};

/// Whether a condition holds for every row.
pub(super) fn is_true(condition: At) -> bool {
    value(condition) == Some(true)
}

/// The value of a condition, if its text decides it. A column that is compared with itself counts as equal: only NULL
/// makes a difference, which is hardly what the condition is meant for.
fn value(node: At) -> Option<bool> {
    let parts = || node.children().filter(|child| !child.is_token());
    match node.kind() {
        K::LITERAL => literal(node.text()),
        K::PAREN_EXPR | K::WHERE_CLAUSE => value(parts().last()?),
        // (select true)
        K::PAREN_SELECT | K::SELECT if !node.all().any(|part| is_from(part.kind())) => value(parts().last()?)
            .or_else(|| literal(node.text().trim_start_matches('(').trim_end_matches(')').trim().get(6..)?)),
        K::CAST_EXPR => {
            let is_boolean = node.text().to_ascii_lowercase().trim_end_matches(')').trim_end().ends_with("bool")
                || node.text().to_ascii_lowercase().trim_end_matches(')').trim_end().ends_with("boolean");
            let text = parts().find(|part| part.kind() == K::LITERAL)?.text();
            literal(text.trim_matches('\'')).filter(|_| is_boolean)
        }
        K::PREFIX_EXPR if starts_with(node, K::NOT_KW) => value(parts().last()?).map(|value| !value),
        K::BIN_EXPR => binary(node),
        _ => None,
    }
}

fn binary(node: At) -> Option<bool> {
    let mut operands = node.children().filter(|child| !child.is_token() && is_operand(child.kind()));
    let (left, right) = (operands.next()?, operands.last()?);
    let operator = node.children().find(|child| !is_operand(child.kind()) || child.is_token())?;
    match operator.text().to_ascii_lowercase().as_str() {
        "and" => match (value(left), value(right)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), other) | (other, Some(true)) => other,
            _ => None,
        },
        "or" => match (value(left), value(right)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), other) | (other, Some(false)) => other,
            _ => None,
        },
        "=" => compared(left, right),
        "<>" | "!=" => compared(left, right).map(|value| !value),
        "<" | "<=" | ">" | ">=" => {
            let number = |node: At| node.text().parse::<i64>().ok().filter(|_| node.kind() == K::LITERAL);
            let (left, right) = (number(left)?, number(right)?);
            Some(match operator.text() {
                "<" => left < right,
                "<=" => left <= right,
                ">" => left > right,
                _ => left >= right,
            })
        }
        "is" => value(left).zip(literal(right.text())).map(|(left, right)| left == right),
        _ => None,
    }
}

/// Whether two operands are equal, if they are the same column or both literals.
fn compared(left: At, right: At) -> Option<bool> {
    let is_literal = left.kind() == K::LITERAL && right.kind() == K::LITERAL;
    if is_literal {
        return Some(left.text() == right.text());
    }
    let is_column = |node: At| matches!(node.kind(), K::NAME_REF | K::FIELD_EXPR);
    let is_same = is_column(left) && is_column(right) && left.text().eq_ignore_ascii_case(right.text());
    is_same.then_some(true)
}

fn literal(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn starts_with(node: At, word: K) -> bool {
    node.children().next().is_some_and(|first| first.kind() == word)
}

fn is_from(kind: K) -> bool {
    matches!(kind, K::FROM_CLAUSE | K::WHERE_CLAUSE | K::COMPOUND_SELECT)
}

fn is_operand(kind: K) -> bool {
    matches!(
        kind,
        K::LITERAL
            | K::PAREN_EXPR
            | K::PAREN_SELECT
            | K::CAST_EXPR
            | K::PREFIX_EXPR
            | K::BIN_EXPR
            | K::NAME_REF
            | K::FIELD_EXPR
            | K::CALL_EXPR
            | K::CASE_EXPR
            | K::ARRAY_EXPR
            | K::INDEX_EXPR
            | K::SLICE_EXPR
            | K::POSTFIX_EXPR
            | K::TUPLE_EXPR
            | K::BETWEEN_EXPR
    )
}
