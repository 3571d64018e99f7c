//! The table `[freeze]` in the text of a configuration file, written and removed. Everything else in the file stays as it
//! is, comments included.

use super::values;
use chrono::{DateTime, Utc};
use std::fmt::Write as _;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A freeze as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreezeText {
    pub reason: String,
    /// The person who can lift it.
    pub owner: String,
    /// A date, which means its end, or a date with a time.
    pub until: String,
}

/// A file in which the table could not be changed without changing anything else (user).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`freeze` is written in a form that is not changed automatically")]
pub struct FreezeForm;

impl FreezeText {
    /// The end of the freeze; `None` if it is not a date.
    pub fn end(&self) -> Option<DateTime<Utc>> {
        values::moment(&self.until)
    }

    fn table(&self) -> String {
        // A string of JSON is one of TOML, but for one character.
        let quoted = |text: &str| serde_json::json!(text).to_string().replace('\u{7f}', "\\u007f");
        let Self { reason, owner, until } = self;
        format!("[freeze]\nreason = {}\nuntil = {until}\nowner = {}\n", quoted(reason), quoted(owner))
    }
}

/// The text of a file with this freeze in place of another one.
pub fn with_freeze(text: &str, freeze: &FreezeText) -> Result<String, FreezeForm> {
    let mut text = without_freeze(text)?;
    let before = without(&text)?;
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    if !text.trim().is_empty() {
        text.push('\n');
    }
    // Writing to a string does not fail.
    let _ = write!(text, "{}", freeze.table());
    if without(&text)? == before { Ok(text) } else { Err(FreezeForm) }
}

/// The text of a file without a freeze.
pub fn without_freeze(text: &str) -> Result<String, FreezeForm> {
    let before = without(text)?;
    let lines = lines_of_freeze(text)?;
    let mut kept = String::with_capacity(text.len());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if !lines.iter().any(|range| range.start < end && start < range.end) {
            kept.push_str(line);
        }
        start = end;
    }
    // An empty line that only set the table apart from the one before.
    if !lines.is_empty() && kept.ends_with("\n\n") {
        kept.truncate(kept.trim_end_matches('\n').len() + 1);
    }
    let is_gone = toml::from_str::<toml::Table>(&kept).is_ok_and(|table| table == before);
    if is_gone { Ok(kept) } else { Err(FreezeForm) }
}

/// The values of a file but for the freeze.
fn without(text: &str) -> Result<toml::Table, FreezeForm> {
    let mut table: toml::Table = toml::from_str(text).map_err(|_| FreezeForm)?;
    table.remove("freeze");
    Ok(table)
}

/// The places of the table: its header, and each of its entries.
fn lines_of_freeze(text: &str) -> Result<Vec<Range<usize>>, FreezeForm> {
    let document = DeTable::parse(text).map_err(|_| FreezeForm)?;
    let Some((key, value)) = document.get_ref().iter().find(|(key, _)| key.get_ref().as_ref() == "freeze") else {
        return Ok(Vec::new());
    };
    let mut places = vec![key.span(), value.span()];
    if let DeValue::Table(entries) = value.get_ref() {
        places.extend(entries.iter().map(|(key, value)| span(key.span(), value)));
    }
    Ok(places)
}

fn span(key: Range<usize>, value: &Spanned<DeValue<'_>>) -> Range<usize> {
    key.start.min(value.span().start)..key.end.max(value.span().end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn freeze() -> FreezeText {
        FreezeText {
            reason: "the \"big\" one\\".to_owned(),
            owner: "me@example.com".to_owned(),
            until: "2026-03-31".to_owned(),
        }
    }

    #[test]
    fn everything_else_in_the_file_stays() {
        let check = |text: &str, rest: &str| {
            let with = with_freeze(text, &freeze()).expect(text);
            let settings = super::super::read::settings(&with).expect("valid settings").freeze.expect("a freeze");
            assert_eq!((settings.reason, settings.owner), (freeze().reason, freeze().owner), "{with}");
            assert_eq!(settings.until.to_rfc3339(), "2026-04-01T00:00:00+00:00");
            assert_eq!(without_freeze(&with).expect(&with), rest, "{with}");
            let again = with_freeze(&with, &freeze()).expect(&with);
            assert_eq!(again, with);
        };
        check("", "");
        check("# a\nschema = 'x.sql' # b\n", "# a\nschema = 'x.sql' # b\n");
        check("schema = 'x.sql'", "schema = 'x.sql'\n");
        let old = "[freeze] # old\nreason = 'a'\n# kept\nuntil = 2020-01-01\nowner = '''\nb'''\n";
        check(&format!("# a\n{old}[rules]\nfrozen = 'off'\n"), "# a\n# kept\n[rules]\nfrozen = 'off'\n");
        check("freeze = { reason = 'a', until = 2020-01-01, owner = 'b' }\n[verify]\n", "[verify]\n");
        check("freeze.reason = 'a'\nfreeze.until = '2020-01-01'\nfreeze.owner = 'b'\n[verify]\n", "[verify]\n");
        check("[[projects]]\npath = 'a'\n", "[[projects]]\npath = 'a'\n");
    }

    #[test]
    fn a_form_that_cannot_be_cut_out_is_refused() {
        // Half of the table would stay.
        assert_eq!(without_freeze("[freeze\n"), Err(FreezeForm));
        let text = FreezeText { until: "soon\n[x]".to_owned(), ..freeze() };
        assert!(text.end().is_none() && with_freeze("", &text).is_err());
    }
}
