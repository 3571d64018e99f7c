//! The tables of a `schema.rs`, compared with those of a database.

use super::diesel_settings::TableSettings;
use super::diesel_tables::{Column, Table, tables};
use super::type_names::is_same;
use crate::object::PUBLIC;
use crate::text::{RelPath, Span, words};
use std::collections::{BTreeMap, BTreeSet};

/// A file with tables.
#[derive(Clone, Debug)]
pub struct TableFile {
    pub path: RelPath,
    pub content: Vec<u8>,
    pub settings: TableSettings,
    pub tables: Vec<Table>,
    custom: BTreeMap<String, String>,
    /// A macro that cannot be read.
    unreadable: Option<Span>,
}

/// A column of a relation of the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseColumn {
    pub schema: String,
    pub table: String,
    /// Whether the relation is a table with a primary key: Diesel has no other.
    pub is_keyed: bool,
    pub is_table: bool,
    pub name: String,
    pub is_nullable: bool,
    /// In `pg_type`, with a leading `_` for an array.
    pub type_name: String,
    /// The domain, if it has one.
    pub domain: String,
}

/// The result of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// In the order of the file.
    pub differences: Vec<Difference>,
    /// Limits of the comparison.
    pub notes: Vec<String>,
}

/// A place of the file that differs from the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub span: Span,
    pub message: String,
}

impl DatabaseColumn {
    /// Reads a row: schema, relation, whether it is a table, whether it has a primary key, column, whether it accepts
    /// NULL, type and domain.
    pub fn of_row(row: Vec<String>) -> Option<Self> {
        let [schema, table, is_table, has_key, name, is_nullable, type_name, domain] =
            <[String; 8]>::try_from(row).ok()?;
        let (is_table, has_key, is_nullable) = (is_table == "true", has_key == "true", is_nullable == "true");
        Some(Self { schema, table, is_keyed: is_table && has_key, is_table, name, is_nullable, type_name, domain })
    }
}

/// The columns of one relation.
type Relation<'a> = Vec<&'a DatabaseColumn>;

impl TableFile {
    /// Reads the tables of a file.
    pub fn read(path: RelPath, content: Vec<u8>, settings: TableSettings) -> Self {
        let text = String::from_utf8_lossy(&content);
        let (found, unreadable) = match tables(&text) {
            Ok(found) => (found, None),
            Err(span) => ((Vec::new(), BTreeMap::new()), Some(span)),
        };
        drop(text);
        let (tables, custom) = found;
        Self { path, content, settings, tables, custom, unreadable }
    }

    /// Whether there is a table, or a macro that may have one.
    pub fn has_tables(&self) -> bool {
        !self.tables.is_empty() || self.unreadable.is_some()
    }

    /// Compares the tables with the columns of a database.
    pub fn compare(&self, columns: &[DatabaseColumn]) -> Compared {
        let mut compared = Compared::default();
        if let Some(span) = &self.unreadable {
            let message = "this `table!` cannot be read, so no table of the file was compared".to_owned();
            compared.differences.push(Difference { span: span.clone(), message });
            return compared;
        }
        let mut relations: BTreeMap<(&str, &str), Relation<'_>> = BTreeMap::new();
        for column in columns {
            relations.entry((&column.schema, &column.table)).or_default().push(column);
        }
        let mut unknown = 0;
        for table in &self.tables {
            let schema = table.schema.as_deref().unwrap_or(PUBLIC);
            if let Some(relation) = relations.get(&(schema, table.name.as_str())) {
                unknown += self.compare_table(table, relation, &mut compared);
            } else {
                let message = format!("table `{}` does not exist in the replayed schema", table.name);
                compared.add(&table.span, message);
            }
        }
        self.compare_missing(&relations, &mut compared);
        if unknown > 0 {
            let count = words::count(unknown, "column");
            compared.notes.push(format!(
                "{}: the types of {count} have names of the application and were not compared",
                self.path
            ));
        }
        if let Some(patch) = &self.settings.patch_file {
            compared.notes.push(format!(
                "{}: `{patch}` changes what Diesel generates, so only tables and columns that no longer exist were reported",
                self.path
            ));
        }
        if let Some(pattern) = &self.settings.unreadable {
            compared
                .notes
                .push(format!("{}: the filter `{pattern}` in diesel.toml cannot be read and was ignored", self.path));
        }
        compared
    }

    /// Compares the columns of a table; returns the number of types that could not be compared.
    fn compare_table(&self, table: &Table, relation: &Relation<'_>, compared: &mut Compared) -> usize {
        let mut unknown = 0;
        for column in &table.columns {
            let Some(found) = relation.iter().find(|found| found.name == column.name) else {
                let message =
                    format!("column `{}` of `{}` does not exist in the replayed schema", column.name, table.name);
                compared.add(&column.span, message);
                continue;
            };
            if self.settings.patch_file.is_some() {
                continue;
            }
            // The columns of a view always accept NULL.
            if found.is_table && found.is_nullable != column.is_nullable {
                compared.add(&column.span, nullability(table, column));
            }
            unknown += usize::from(!self.compare_type(table, column, found, compared));
        }
        if self.settings.patch_file.is_none() {
            let known: BTreeSet<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            for missing in relation.iter().filter(|column| !known.contains(column.name.as_str())) {
                compared
                    .add(&table.span, format!("column `{}` of `{}` is missing in this file", missing.name, table.name));
            }
        }
        unknown
    }

    /// Compares the type of a column; whether it could be compared.
    fn compare_type(&self, table: &Table, column: &Column, found: &DatabaseColumn, compared: &mut Compared) -> bool {
        let names = [&found.type_name, &found.domain];
        let mut same =
            names.into_iter().filter(|name| !name.is_empty()).map(|name| is_same(&column.kind, &self.custom, name));
        let Some(is_same) = same.next().map(|first| same.fold(first, |all, one| one.filter(|same| *same).or(all)))
        else {
            return false;
        };
        if is_same == Some(false) {
            let is_array = found.type_name.strip_prefix('_');
            let type_name = is_array.map_or(found.type_name.clone(), |element| format!("{element}[]"));
            let message = format!(
                "column `{}` of `{}` has the type `{type_name}` in the replayed schema",
                column.name, table.name
            );
            compared.add(&column.span, message);
        }
        is_same.is_some()
    }

    /// Reports the tables that Diesel would add to the file.
    fn compare_missing(&self, relations: &BTreeMap<(&str, &str), Relation<'_>>, compared: &mut Compared) {
        let schema = self.settings.schema.as_deref().unwrap_or(PUBLIC);
        let has = |name: &str| {
            self.tables.iter().any(|table| table.name == name && table.schema.as_deref().unwrap_or(PUBLIC) == schema)
        };
        let is_missing = |(of, name): &(&str, &str), relation: &Relation<'_>| {
            *of == schema
                && relation.iter().any(|column| column.is_keyed)
                && !name.starts_with("__")
                && self.settings.covers(name)
                && !has(name)
        };
        let missing: Vec<&str> =
            relations.iter().filter(|(key, relation)| is_missing(key, relation)).map(|((_, name), _)| *name).collect();
        if missing.is_empty() || self.settings.patch_file.is_some() {
            return;
        }
        if self.settings.is_generated {
            for name in missing {
                compared.add(&(0..0), format!("table `{name}` is missing in this file"));
            }
            return;
        }
        let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
        let (count, verb) = (words::count(names.len(), "table"), if names.len() == 1 { "is" } else { "are" });
        compared.notes.push(format!(
            "{count} of the replayed schema {verb} not in {}, which no diesel.toml has Diesel generate: {}",
            self.path,
            words::list(&names, 3)
        ));
    }
}

impl Compared {
    fn add(&mut self, span: &Span, message: String) {
        self.differences.push(Difference { span: span.clone(), message });
    }
}

fn nullability(table: &Table, column: &Column) -> String {
    let (is, fix) = if column.is_nullable { ("is NOT NULL", "without") } else { ("accepts NULL", "with") };
    format!(
        "column `{}` of `{}` {is} in the replayed schema, so its type is one {fix} `Nullable`",
        column.name, table.name
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = "diesel::table! { users (id) { id -> Int4, name -> Nullable<Text>, mood -> Mood, } }";

    /// `schema.table key? column null? type`, one a line.
    fn columns(lines: &str) -> Vec<DatabaseColumn> {
        let column = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (schema, table) = words[0].split_once('.').expect("a schema");
            DatabaseColumn::of_row(
                [schema, table, "true", "true", words[1], words[2], words[3], words.get(4).unwrap_or(&"")]
                    .map(str::to_owned)
                    .to_vec(),
            )
            .expect("eight values")
        };
        lines.lines().map(column).collect()
    }

    const SAME: &str = "public.users id false int4\npublic.users name true varchar\npublic.users mood false mood";

    #[track_caller]
    fn check(source: &str, database: &str, settings: &TableSettings, expected: &[&str]) {
        let file = TableFile::read("src/schema.rs".into(), source.as_bytes().to_vec(), settings.clone());
        let found = file.compare(&columns(database));
        let shown: Vec<String> = found
            .differences
            .iter()
            .map(|one| format!("{}: {}", &source[one.span.clone()], one.message))
            .chain(found.notes.iter().map(|note| format!("note: {note}")))
            .collect();
        assert_eq!(shown, expected, "{database}");
    }

    fn generated() -> TableSettings {
        TableSettings { is_generated: true, ..TableSettings::default() }
    }

    #[test]
    fn equal_tables_are_equal() {
        check(SCHEMA, SAME, &generated(), &[]);
        check(SCHEMA, &SAME.replace("mood false mood", "mood false text mood"), &generated(), &[]);
        check(SCHEMA, &format!("{SAME}\npublic.__diesel_schema_migrations version false text"), &generated(), &[]);
        check(SCHEMA, &format!("{SAME}\nother.orders id false int4"), &generated(), &[]);
    }

    #[test]
    fn every_difference_has_its_place() {
        check(SCHEMA, "", &generated(), &["users: table `users` does not exist in the replayed schema"]);
        check(
            SCHEMA,
            &SAME.replace("name true varchar", "full_name true text"),
            &generated(),
            &[
                "name: column `name` of `users` does not exist in the replayed schema",
                "users: column `full_name` of `users` is missing in this file",
            ],
        );
        check(
            SCHEMA,
            &SAME.replace("name true", "name false"),
            &generated(),
            &[
                "name: column `name` of `users` is NOT NULL in the replayed schema, so its type is one without `Nullable`",
            ],
        );
        check(
            SCHEMA,
            &SAME.replace("id false int4", "id false int8"),
            &generated(),
            &["id: column `id` of `users` has the type `int8` in the replayed schema"],
        );
        check(
            SCHEMA,
            &format!("{SAME}\npublic.orders id false int4"),
            &generated(),
            &[": table `orders` is missing in this file"],
        );
    }

    #[test]
    fn limits_are_notes() {
        let more = format!("{SAME}\npublic.orders id false int4");
        check(
            SCHEMA,
            &more,
            &TableSettings::default(),
            &[
                "note: 1 table of the replayed schema is not in src/schema.rs, which no diesel.toml has Diesel generate: `orders`",
            ],
        );
        check(
            SCHEMA,
            &SAME.replace("mood false mood", "mood false feeling"),
            &generated(),
            &["note: src/schema.rs: the types of 1 column have names of the application and were not compared"],
        );
        let only = Some(vec![regex::Regex::new("^users$").expect("a pattern")]);
        let filtered = TableSettings { only, ..generated() };
        check(SCHEMA, &more, &filtered, &[]);
        let patched = TableSettings { patch_file: Some("a.patch".to_owned()), ..generated() };
        check(
            SCHEMA,
            &more.replace("int4", "int8"),
            &patched,
            &[
                "note: src/schema.rs: `a.patch` changes what Diesel generates, so only tables and columns that no longer exist were reported",
            ],
        );
        check(
            "table! { a }",
            SAME,
            &generated(),
            &["table: this `table!` cannot be read, so no table of the file was compared"],
        );
    }
}
