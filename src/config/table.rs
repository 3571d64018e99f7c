//! Reads the values of a parsed file one by one, and collects the mistakes with their places.

use super::keys::Key;
use super::{Problem, values};
use crate::text::{RelPath, Span, words};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Limit of the entries of a list.
const LIST_LIMIT: usize = 1000;

/// Collects mistakes while values are read.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Problem>,
    /// Values that may be secrets.
    pub(super) hidden: Vec<Span>,
}

/// A table being read.
pub(super) struct Table<'a> {
    pub(super) entries: &'a DeTable<'a>,
    pub(super) span: Span,
    /// Its name in messages: empty at the top level, `freeze`, `rules.invalid-name`.
    pub(super) below: String,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl Reader {
    pub(super) fn problem(
        &mut self,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem { message: message.into(), span, label: label.into(), help: help.into() });
    }

    pub(super) fn one_of(&mut self, span: Span, message: &str, found: &str, known: impl Iterator<Item = &'static str>) {
        let known: Vec<&str> = known.collect();
        let help = words::nearest(found, known.iter().copied())
            .map_or_else(String::new, |near| format!("did you mean `{near}`?"));
        self.problem(span, message, format!("expected one of {}", known.join(", ")), help);
    }

    /// Reports unknown keys, and required ones that are missing.
    pub(super) fn known(&mut self, table: &Table, keys: &'static [Key]) {
        self.known_names(table, &keys.iter().collect::<Vec<_>>());
    }

    pub(super) fn known_names(&mut self, table: &Table, keys: &[&Key]) {
        for name in table.entries.keys() {
            if keys.iter().any(|key| key.name == name.get_ref().as_ref()) {
                continue;
            }
            // A hundred mistakes are shown, and a suggestion is work.
            let is_shown = self.problems.len() < 1000 && name.get_ref().len() < 100;
            let near = is_shown.then(|| words::nearest(name.get_ref(), keys.iter().map(|key| key.name))).flatten();
            let help = near.map_or_else(
                || format!("expected one of {}", keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            self.problem(
                name.span(),
                format!("unknown key `{}`", table.name(name.get_ref())),
                "not a key of this table",
                help,
            );
        }
        for key in keys.iter().filter(|key| key.required && !table.entries.contains_key(key.name)) {
            let label = format!("add `{}`: {}", key.name, as_fragment(key.about));
            self.problem(table.span.clone(), format!("`{}` is missing", table.name(key.name)), label, "");
        }
    }

    pub(super) fn text(&mut self, table: &Table, name: &str) -> Option<(String, Span)> {
        let value = table.entries.get(name)?;
        match value.get_ref() {
            DeValue::String(text) => Some((text.to_string(), value.span())),
            other => {
                self.wrong_type(value.span(), &table.name(name), "a string", other);
                None
            }
        }
    }

    pub(super) fn flag(&mut self, table: &Table, name: &str) -> Option<bool> {
        let value = table.entries.get(name)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            other => {
                self.wrong_type(value.span(), &table.name(name), "true or false", other);
                None
            }
        }
    }

    pub(super) fn texts(&mut self, table: &Table, name: &str) -> Vec<String> {
        self.list(table, name).into_iter().map(|(text, _)| text).collect()
    }

    pub(super) fn paths(&mut self, table: &Table, name: &str) -> Vec<RelPath> {
        let texts = self.list(table, name);
        texts.into_iter().filter_map(|(text, span)| self.checked_path(&text, span)).collect()
    }

    /// One text, or a list of texts.
    pub(super) fn one_or_list(&mut self, table: &Table, name: &str) -> Vec<(String, Span)> {
        match table.entries.get(name).map(|value| (value.get_ref(), value.span())) {
            Some((DeValue::String(text), span)) => vec![(text.to_string(), span)],
            _ => self.list(table, name),
        }
    }

    pub(super) fn list(&mut self, table: &Table, name: &str) -> Vec<(String, Span)> {
        let Some(value) = table.entries.get(name) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(value.span(), &table.name(name), "a list of strings", value.get_ref());
            return Vec::new();
        };
        if !self.is_short(items.len(), value.span(), &table.name(name)) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) => found.push((text.to_string(), item.span())),
                other => self.wrong_type(item.span(), &table.name(name), "a list of strings", other),
            }
        }
        found
    }

    /// Whether a list has a length that is looked through for every file.
    fn is_short(&mut self, length: usize, span: Span, name: &str) -> bool {
        if length > LIST_LIMIT {
            let label = format!("at most {LIST_LIMIT} are accepted");
            self.problem(span, format!("`{name}` has {length} entries"), label, "name a folder instead of its files");
        }
        length <= LIST_LIMIT
    }

    pub(super) fn path(&mut self, table: &Table, name: &str) -> Option<RelPath> {
        let (text, span) = self.text(table, name)?;
        self.checked_path(&text, span)
    }

    pub(super) fn checked_path(&mut self, text: &str, span: Span) -> Option<RelPath> {
        match values::path(text) {
            Ok(path) => Some(path),
            Err(cause) => {
                self.problem(
                    span,
                    format!("the path `{text}` {cause}"),
                    "not a path inside the repository",
                    "write it relative to the top of the repository, with forward slashes",
                );
                None
            }
        }
    }

    pub(super) fn table<'a>(&mut self, table: &Table<'a>, name: &str) -> Option<Table<'a>> {
        let value = table.entries.get(name)?;
        self.as_table(value, table.name(name))
    }

    pub(super) fn tables<'a>(&mut self, table: &Table<'a>, name: &str) -> Vec<Table<'a>> {
        match table.entries.get(name).map(|value| (value, value.get_ref())) {
            None => Vec::new(),
            Some((value, DeValue::Array(items))) => {
                if !self.is_short(items.len(), value.span(), &table.name(name)) {
                    return Vec::new();
                }
                items.iter().filter_map(|item| self.as_table(item, table.name(name))).collect()
            }
            Some((value, other)) => {
                self.wrong_type(value.span(), &table.name(name), &format!("a list of tables, [[{name}]]"), other);
                Vec::new()
            }
        }
    }

    pub(super) fn as_table<'a>(&mut self, value: &'a Value<'a>, below: String) -> Option<Table<'a>> {
        match value.get_ref() {
            DeValue::Table(entries) => Some(Table { entries, span: value.span(), below }),
            other => {
                self.wrong_type(value.span(), &below, "a table", other);
                None
            }
        }
    }

    pub(super) fn wrong_type(&mut self, span: Span, name: &str, expected: &str, found: &DeValue) {
        self.problem(span, format!("`{name}` must be {expected}"), format!("this is {}", type_of(found)), "");
    }
}

impl Table<'_> {
    /// Returns the name of a key in messages.
    pub(super) fn name(&self, key: &str) -> String {
        if self.below.is_empty() { key.to_owned() } else { format!("{}.{key}", self.below) }
    }
}

/// A sentence as a fragment: without its capital letter and its full stop.
fn as_fragment(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    format!("{first}{}", letters.as_str())
}

fn type_of(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
