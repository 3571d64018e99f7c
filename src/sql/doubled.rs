//! Files with strings that end in the same place whatever `standard_conforming_strings` is.

use super::split::visit_with;
use super::strings::Strings;
use std::borrow::Cow;

/// Returns a file with `''` for every `\'` that stands for a quote because `standard_conforming_strings` is off: of the
/// same length and with the same statements, whatever the setting is.
pub fn with_doubled_quotes(content: &[u8]) -> Cow<'_, [u8]> {
    let Some(strings) = Strings::noting(content) else { return Cow::Borrowed(content) };
    visit_with(content, &strings, &mut |_, _| true);
    let escaped = strings.into_escaped();
    if escaped.is_empty() {
        return Cow::Borrowed(content);
    }
    let mut doubled = content.to_vec();
    for at in escaped {
        doubled[at] = b'\'';
    }
    Cow::Owned(doubled)
}

#[cfg(test)]
mod tests {
    use super::super::split::{Part, statements};
    use super::*;

    const OFF: &str = "set standard_conforming_strings = off;";

    /// Checks the last statement of a file, and that it is the same with doubled quotes.
    fn check(sql: &str, last: &str) {
        let of = |content: &[u8]| statements(content).last().cloned().unwrap_or_default();
        let span = of(sql.as_bytes());
        assert_eq!(&sql[span.clone()], last, "{sql}");
        let doubled = with_doubled_quotes(sql.as_bytes());
        assert_eq!(of(&doubled), span, "{sql}");
        let mut last = 0..0;
        visit_with(&doubled, &Strings::default(), &mut |part, found| {
            last = if part == Part::Statement { found } else { last.clone() };
            true
        });
        assert_eq!(last, span, "{sql}, with the setting on");
    }

    #[test]
    fn a_backslash_is_an_escape_from_the_setting_on() {
        let rest = "select 'it\\'s; here', 2; select 3";
        for set in [
            OFF,
            "SET Standard_Conforming_Strings TO 'off';",
            "set session standard_conforming_strings to false;",
            "set local standard_conforming_strings = 0;",
            "set \"standard_conforming_strings\" = no;",
            "select set_config('standard_conforming_strings', 'off', false);",
            "select pg_catalog.set_config('standard_conforming_strings', 'f', true);",
            "begin; set standard_conforming_strings = off; commit;",
            "begin; set local standard_conforming_strings = on; set standard_conforming_strings = off;",
        ] {
            check(&format!("{set}\n{rest}"), "select 3");
        }
    }

    #[test]
    fn it_is_not_one_before_and_after() {
        let rest = "select 'it\\'; select 3";
        for set in [
            "",
            "set standard_conforming_strings = on;",
            "set standard_conforming_strings = off; reset standard_conforming_strings;",
            "set standard_conforming_strings = off; set standard_conforming_strings to default;",
            "set standard_conforming_strings = off; reset all;",
            "set standard_conforming_strings = off; discard all;",
            "begin; set local standard_conforming_strings = off; commit;",
            "begin; set standard_conforming_strings = off; rollback;",
            "alter role app set standard_conforming_strings = off;",
            "-- set standard_conforming_strings = off;\n",
            "select 'set standard_conforming_strings = off;';",
        ] {
            check(&format!("{set}\n{rest}"), "select 3");
        }
    }

    #[test]
    fn strings_of_other_kinds_and_data_keep_their_ends() {
        check(&format!("{OFF}\nselect $$it\\'s$$, e'\\'', \"a\\\", '\\\\'; select 3"), "select 3");
        check(&format!("{OFF}\nselect 'a'\n'b\\';'; select 3"), "select 3");
        check(&format!("{OFF}\nselect '\\''; -- it\\'s\nselect 3"), "select 3");
        check(&format!("{OFF}\ncopy t from stdin;\nit's\n\\.\nselect '\\';'; select 3"), "select 3");
        check(&format!("{OFF}\nselect b'0', x'1', n'\\';'; select 3"), "select 3");
    }

    #[test]
    fn the_rest_of_its_line_is_read_as_before() {
        check("set standard_conforming_strings = off; select 'it\\'; select '\\'\n'", "select '\\'\n'");
        let two = "set standard_conforming_strings = off; set standard_conforming_strings = on;";
        check(&format!("{two} select 'it\\'; select 2;\nselect 'it\\'; select 3"), "select 3");
    }

    #[test]
    fn quotes_are_doubled_in_place() {
        let doubled = |sql: &str| String::from_utf8(with_doubled_quotes(sql.as_bytes()).into_owned()).unwrap();
        assert_eq!(doubled(&format!("'a\\'; {OFF}\n'b\\'c\\\\', e'\\''")), format!("'a\\'; {OFF}\n'b''c\\\\', e''''"));
        assert_eq!(doubled("select 'b\\'c'"), "select 'b\\'c'");
    }
}
