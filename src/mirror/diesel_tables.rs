//! The tables of Diesel's `table!` macros.

use super::rust_tokens::{Kind, Token, tokens};
use crate::text::Span;
use std::collections::BTreeMap;

/// A table of a `table!` macro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub schema: Option<String>,
    /// In the database.
    pub name: String,
    pub span: Span,
    pub columns: Vec<Column>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// In the database.
    pub name: String,
    pub span: Span,
    pub is_nullable: bool,
    pub kind: DieselType,
}

/// The type of a column without `Nullable`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DieselType {
    /// The last part of its path.
    Named(String),
    Array(Box<Self>),
    Range(Box<Self>),
    Multirange(Box<Self>),
}

/// Tables, and the names in the database of SQL types that the file defines.
pub(super) type Tables = (Vec<Table>, BTreeMap<String, String>);

/// Reads the tables of a source text. The error is the place of a macro that cannot be read.
pub fn tables(source: &str) -> Result<Tables, Span> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let opens = |token: &Token<'_>| ["{", "(", "["].iter().any(|mark| token.is(mark));
        let is_macro = tokens[at].kind == Kind::Name
            && tokens[at].text == "table"
            && tokens.get(at + 1).is_some_and(|token| token.is("!"))
            && tokens.get(at + 2).is_some_and(opens);
        if !is_macro {
            at += 1;
            continue;
        }
        let end = closing(&tokens, at + 2).ok_or_else(|| tokens[at].span.clone())?;
        let mut reader = Reader { tokens: &tokens[at + 3..end], at: 0 };
        found.push(reader.table().ok_or_else(|| tokens[at].span.clone())?);
        at = end;
    }
    Ok((found, custom_types(&tokens)))
}

/// The token that closes the bracket at `open`.
fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if ["{", "(", "["].iter().any(|mark| token.is(mark)) {
            depth += 1;
        } else if ["}", ")", "]"].iter().any(|mark| token.is(mark)) {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// The types below `#[diesel(postgres_type(name = "mood"))] pub struct Mood;`.
fn custom_types(tokens: &[Token<'_>]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut name = None;
    for (at, token) in tokens.iter().enumerate() {
        if token.is("postgres_type") {
            let close = closing(tokens, at + 1).unwrap_or(at);
            let inner = tokens.get(at + 1..close).unwrap_or_default();
            let key =
                inner.windows(3).find(|three| (three[0].is("name") || three[0].is("type_name")) && three[1].is("="));
            name = key.filter(|three| three[2].kind == Kind::Text).map(|three| three[2].text.to_owned());
        } else if token.is("struct")
            && let (Some(name), Some(type_name)) = (name.take(), tokens.get(at + 1))
        {
            found.insert(type_name.text.to_owned(), name);
        }
    }
    found
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'a Token<'a>> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    fn take(&mut self, mark: &str) -> bool {
        let is_next = self.peek().is_some_and(|token| token.is(mark));
        self.at += usize::from(is_next);
        is_next
    }

    /// `use ...;`, attributes, `schema.name (key) { columns }`
    fn table(&mut self) -> Option<Table> {
        let mut sql_name = self.attributes();
        while self.take("use") {
            while !self.next()?.is(";") {}
            sql_name = self.attributes().or(sql_name);
        }
        let mut first = self.name()?;
        let mut schema = None;
        if self.take(".") {
            schema = Some(first.text.to_owned());
            first = self.name()?;
        }
        if self.peek()?.is("(") {
            self.at = closing(self.tokens, self.at)? + 1;
        }
        if !self.take("{") {
            return None;
        }
        let mut columns = Vec::new();
        while !self.take("}") {
            columns.push(self.column()?);
            if !self.take(",") && !self.peek()?.is("}") {
                return None;
            }
        }
        let name = sql_name.unwrap_or_else(|| first.text.to_owned());
        Some(Table { schema, name, span: first.span.clone(), columns })
    }

    fn name(&mut self) -> Option<&'a Token<'a>> {
        self.next().filter(|token| token.kind == Kind::Name)
    }

    /// Skips attributes; returns the value of `#[sql_name = "..."]`.
    fn attributes(&mut self) -> Option<String> {
        let mut sql_name = None;
        while self.peek().is_some_and(|token| token.is("#")) {
            let open = self.at + 1;
            let close = closing(self.tokens, open).unwrap_or(self.tokens.len());
            let inner = self.tokens.get(open + 1..close).unwrap_or_default();
            if let [key, is, value, ..] = inner
                && key.is("sql_name")
                && is.is("=")
            {
                sql_name = Some(value.text.to_owned());
            }
            self.at = close + 1;
        }
        sql_name
    }

    fn column(&mut self) -> Option<Column> {
        let sql_name = self.attributes();
        let name = self.name()?;
        if !(self.take("-") && self.take(">")) {
            return None;
        }
        let (kind, is_nullable) = self.kind(0)?;
        let name_in_database = sql_name.unwrap_or_else(|| name.text.to_owned());
        Some(Column { name: name_in_database, span: name.span.clone(), is_nullable, kind })
    }

    /// A type, and whether `Nullable` is around it.
    fn kind(&mut self, depth: usize) -> Option<(DieselType, bool)> {
        if depth > 8 {
            return None;
        }
        self.take(":");
        self.take(":");
        let mut name = self.name()?;
        while self.take(":") {
            self.take(":");
            name = self.name()?;
        }
        if !self.take("<") {
            return Some((DieselType::Named(name.text.to_owned()), false));
        }
        let (inner, is_nullable) = self.kind(depth + 1)?;
        self.take(",");
        if !self.take(">") {
            return None;
        }
        Some(match name.text {
            "Nullable" => (inner, true),
            "Array" => (DieselType::Array(Box::new(inner)), false),
            "Range" => (DieselType::Range(Box::new(inner)), false),
            "Multirange" => (DieselType::Multirange(Box::new(inner)), false),
            // A wrapper of an application.
            other => (DieselType::Named(other.to_owned()), is_nullable),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `table(column type, ...)`; `?` for `Nullable`.
    fn check(source: &str, expected: &[&str]) {
        let shown = |table: &Table| {
            let schema = table.schema.as_ref().map_or_else(String::new, |schema| format!("{schema}."));
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|column| format!("{} {:?}{}", column.name, column.kind, if column.is_nullable { "?" } else { "" }))
                .collect();
            format!("{schema}{}({})", table.name, columns.join(", ")).replace('"', "'")
        };
        let found = tables(source).map(|(tables, _)| tables.iter().map(shown).collect::<Vec<_>>());
        assert_eq!(found.as_deref(), Ok(&expected.iter().map(ToString::to_string).collect::<Vec<_>>()[..]), "{source}");
    }

    #[test]
    fn tables_are_read_as_diesel_writes_them() {
        check(
            "// @generated\ndiesel::table! {\n    use diesel::sql_types::*;\n    use super::sql_types::Mood;\n\n    /// People\n    users (id) {\n        id -> Int4,\n        /// Their name\n        #[max_length = 255]\n        name -> Varchar,\n        #[sql_name = \"type\"]\n        type_ -> Nullable<Array<Nullable<Text>>>,\n        at -> diesel::sql_types::Timestamptz,\n    }\n}\n",
            &["users(id Named('Int4'), name Named('Varchar'), type Array(Named('Text'))?, at Named('Timestamptz'))"],
        );
        check(
            "table! { #[sql_name = \"user-data\"] app.user_data { r#type -> Nullable<Range<Int4>> } }",
            &["app.user-data(type Range(Named('Int4'))?)"],
        );
        check("table! { a (b, c) {} } // table! {\n /* table! { x { */ let s = \"table! { y {\";", &["a()"]);
        check("fn table() {} joinable!(a -> b (c)); allow_tables_to_appear_in_same_query!(a, b,);", &[]);
    }

    #[test]
    fn what_cannot_be_read_is_not_left_out() {
        for source in
            ["table! { a { b } }", "table! { a { b -> } }", "table! { a", "table! { a { b -> T<U, V> } }", "table!{}"]
        {
            assert_eq!(tables(source), Err(0..5), "{source}");
        }
    }

    #[test]
    fn types_that_the_file_defines_have_names_in_the_database() {
        let source = "pub mod sql_types {\n #[derive(diesel::sql_types::SqlType)]\n #[diesel(postgres_type(name = \"mood\", schema = \"app\"))]\n pub struct Feeling;\n pub struct Other;\n}";
        let (_, types) = tables(source).expect("no macro");
        assert_eq!(types, BTreeMap::from([("Feeling".to_owned(), "mood".to_owned())]));
    }
}
