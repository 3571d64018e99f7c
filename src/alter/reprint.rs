//! Expressions that the server would keep in another form than the one in which it prints them.
//!
//! `s IN ('a', 'b')` of a `varchar` is printed as `(s)::text = ANY ((ARRAY['a'::character varying, ...])::text[])`. Read
//! again, the cast of the array becomes one of each element, so that the definition would be printed in another way from then
//! on. With a cast of the array to its own type it stays as it is.

use crate::catalog::Kind;
use regex::Regex;
use std::sync::LazyLock;

/// Matches a list of constants that is cast as a whole.
static LIST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(\(ARRAY\[(?:'(?:[^']|'')*'::character varying(?:, )?)+\])(\)::text\[\])").ok());

/// Returns a statement after which the server prints the definition as it is here. Texts, such as the bodies of functions,
/// stay as they are.
pub(super) fn exact(kind: Kind, sql: &str) -> String {
    let has_expression = matches!(
        kind,
        Kind::Table
            | Kind::Column
            | Kind::Constraint
            | Kind::DomainConstraint
            | Kind::Domain
            | Kind::Index
            | Kind::View
            | Kind::MaterializedView
            | Kind::Rule
            | Kind::Policy
            | Kind::Trigger
    );
    match &*LIST {
        Some(list) if has_expression && !sql.starts_with("COMMENT ") => {
            list.replace_all(sql, "${1}::character varying[]${2}").into_owned()
        }
        _ => sql.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lists_of_constants_are_cast_to_their_own_type() {
        let check = |kind: Kind, sql: &str, expected: &str| assert_eq!(exact(kind, sql), expected);
        let list = "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'b''c'::character varying])::text[])))";
        check(Kind::Constraint, list, &list.replace("])::text[]", "]::character varying[])::text[]"));
        check(Kind::Function, list, list);
        let other = "CHECK ((s = ANY (ARRAY['a'::text, 'b'::text])))";
        check(Kind::Constraint, other, other);
        let comment = format!("COMMENT ON TABLE t IS '{}'", list.replace('\'', "''"));
        check(Kind::Table, &comment, &comment);
    }
}
