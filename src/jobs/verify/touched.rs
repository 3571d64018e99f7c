//! The statements of new migrations by the objects that they create or alter.

use crate::catalog::{Identity, Kind};
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::replay::Source;
use crate::sql::{Action, Column, Constraint, Operation, Script};
use crate::text::Span;
use std::collections::{HashMap, HashSet};

/// Former names of an object that are followed.
const NAMES: usize = 16;

/// The statements that create or alter objects.
pub(super) struct Touched<'a> {
    sources: Vec<&'a Source>,
    statements: Vec<TouchingStatement>,
    /// In the order of the statements.
    by_object: HashMap<Key, Vec<usize>>,
    /// The statements that create a table.
    creations: HashSet<usize>,
    /// Former names.
    renamed: HashMap<Key, Vec<Key>>,
    /// The statements that run SQL which is built at run time.
    opaque: Vec<usize>,
    /// Indexes with the statement that drops them.
    dropped_indexes: Vec<(Name, usize)>,
}

/// A statement of one of the files.
#[derive(Clone, Debug)]
pub(super) struct TouchingStatement {
    file: usize,
    /// In the file.
    pub(super) span: Span,
    /// The part of it that declares the object, in the file.
    pub(super) part: Option<Span>,
}

/// The identity of an object, as far as statements name it: without the arguments of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    space: ObjectKind,
    schema: String,
    /// The table that it is a part of; empty for none.
    on: String,
    name: String,
}

impl Key {
    fn relation(schema: &str, name: &str) -> Self {
        Self { space: ObjectKind::Table, schema: schema.to_owned(), on: String::new(), name: name.to_owned() }
    }

    fn of(object: &Object, schema: &str) -> Self {
        let is_top = matches!(object.kind, ObjectKind::Extension | ObjectKind::Schema);
        let named = object.on.as_ref().unwrap_or(&object.name);
        Self {
            space: object.kind.space(),
            schema: if is_top { String::new() } else { named.schema_or(schema).to_owned() },
            on: object.on.as_ref().map(|on| on.name.clone()).unwrap_or_default(),
            name: object.name.name.clone(),
        }
    }

    fn of_identity(identity: &Identity) -> Self {
        Self {
            space: identity.kind.of_statement().space(),
            schema: identity.schema.clone().unwrap_or_default(),
            on: identity.on.clone().unwrap_or_default(),
            name: identity.name.clone(),
        }
    }
}

impl<'a> Touched<'a> {
    /// Reads the statements of new files; `history` are all files.
    pub(super) fn read(sources: Vec<&'a Source>, history: &[Source]) -> Self {
        let mut touched = Self {
            sources: Vec::new(),
            statements: Vec::new(),
            by_object: HashMap::new(),
            creations: HashSet::new(),
            renamed: HashMap::new(),
            opaque: Vec::new(),
            dropped_indexes: Vec::new(),
        };
        for source in sources {
            touched.sources.push(source);
            touched.read_file(source);
        }
        touched.add_tables_of_dropped_indexes(history);
        touched
    }

    /// Adds the statements that drop an index to those of its table, which they do not name.
    fn add_tables_of_dropped_indexes(&mut self, history: &[Source]) {
        for (name, number) in std::mem::take(&mut self.dropped_indexes) {
            let mentions = |text: &[u8]| memchr::memmem::find(text, name.name.as_bytes()).is_some();
            let files = history.iter().rev().filter(|source| mentions(&source.content));
            let table = files.into_iter().find_map(|source| {
                let (text, section) = source.sent();
                let script = Script::read_some(&text, &section.span, &mentions);
                script.run().filter_map(|(_, action)| table_of_index(&action.operation, &name.name)).last()
            });
            if let Some(table) = table {
                let schema = table.schema.as_deref().or(name.schema.as_deref()).unwrap_or(PUBLIC);
                self.insert(Key::relation(schema, &table.name), number);
            }
        }
    }

    fn read_file(&mut self, source: &Source) {
        let (text, section) = source.sent();
        let script = Script::read(&text, &section.span);
        let spliced = source.section.spliced(&source.content);
        let mut schema = PUBLIC.to_owned();
        for statement in &script.statements {
            let number = self.statements.len();
            let in_file = |span: &Span| spliced.as_ref().map_or_else(|| span.clone(), |all| all.old_span(span));
            let touching =
                TouchingStatement { file: self.sources.len() - 1, span: in_file(&statement.span), part: None };
            self.statements.push(touching.clone());
            for action in statement.run() {
                if let Operation::Set { name, values, .. } = &action.operation
                    && name == "search_path"
                {
                    first_schema(values).clone_into(&mut schema);
                }
                self.add(action, &schema, number);
                for (table, column, constraint) in constraints(&action.operation) {
                    let part = Some(in_file(&constraint.span));
                    let name = constraint_name(table, column, constraint);
                    let object = Object::part(ObjectKind::Constraint, name, table);
                    self.insert(Key::of(&object, &schema), self.statements.len());
                    self.statements.push(TouchingStatement { part, ..touching.clone() });
                }
            }
        }
    }

    fn add(&mut self, action: &Action, schema: &str, number: usize) {
        let operation = &action.operation;
        if *operation == Operation::DynamicSql {
            self.opaque.push(number);
        }
        if is_of_rows(operation) {
            return;
        }
        let mut keys: Vec<Key> = Vec::new();
        let relation = |name: &Name| Key::relation(name.schema_or(schema), &name.name);
        keys.extend(operation.table().map(relation));
        keys.extend(operation.object().map(|object| Key::of(object, schema)));
        match operation {
            Operation::CreateTable(create) => {
                self.creations.insert(number);
                keys.extend(create.partition_of.iter().map(relation));
            }
            Operation::CreateIndex(create) => {
                let named = create.name.as_deref();
                keys.extend(named.map(|name| Key::relation(create.table.schema_or(schema), name)));
            }
            Operation::CreateRoutine(create) => keys.push(Key::of(&create.object, schema)),
            Operation::AttachPartition { partition, .. } => keys.push(relation(partition)),
            Operation::Privileges { on, .. } => keys.extend(on.iter().map(relation)),
            Operation::Rename { object, to } => {
                let old = Key::of(object, schema);
                let new = Key { name: to.clone(), ..old.clone() };
                self.renamed.entry(new.clone()).or_default().push(old);
                keys.push(new);
            }
            Operation::SetSchema { object, schema: to } => {
                let old = Key::of(object, schema);
                let new = if old.schema.is_empty() { old.clone() } else { Key { schema: to.clone(), ..old.clone() } };
                self.renamed.entry(new.clone()).or_default().push(old);
                keys.push(new);
            }
            _ => {}
        }
        if let Operation::Drop { object, .. } = operation
            && object.kind == ObjectKind::Index
        {
            self.dropped_indexes.push((object.name.clone(), number));
        }
        for key in keys {
            self.insert(key, number);
        }
    }

    fn insert(&mut self, key: Key, number: usize) {
        let known = self.by_object.entry(key).or_default();
        if known.last() != Some(&number) {
            known.push(number);
        }
    }

    /// Returns the statements that create or alter an object, the one to report first: the creation of a table, and
    /// otherwise the last one.
    pub(super) fn of(&self, identity: &Identity) -> Vec<&TouchingStatement> {
        let mut found: Vec<usize> = Vec::new();
        for key in self.names(&Key::of_identity(identity)) {
            found.extend(self.by_object.get(&key).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found.reverse();
        if identity.kind == Kind::Table {
            // The sort is stable: the last of several first.
            found.sort_by_key(|number| !self.creations.contains(number));
        }
        found.into_iter().map(|number| &self.statements[number]).collect()
    }

    /// Returns a name with the former ones of the object and of its table.
    fn names(&self, key: &Key) -> Vec<Key> {
        let mut names = vec![key.clone()];
        let mut at = 0;
        while at < names.len() && names.len() < NAMES {
            let name = names[at].clone();
            let mut former: Vec<Key> = self.renamed.get(&name).cloned().unwrap_or_default();
            if !name.on.is_empty() {
                let tables = self.renamed.get(&Key::relation(&name.schema, &name.on)).into_iter().flatten();
                former.extend(tables.map(|table| Key {
                    schema: table.schema.clone(),
                    on: table.name.clone(),
                    ..name.clone()
                }));
            }
            for former in former {
                if !names.contains(&former) {
                    names.push(former);
                }
            }
            at += 1;
        }
        names
    }

    /// Returns the last statement that builds SQL at run time and mentions a name, or the last of all where `may_be_any`.
    pub(super) fn opaque(&self, name: &str, may_be_any: bool) -> Option<&TouchingStatement> {
        let mentions = |statement: &&TouchingStatement| {
            let text = &self.source(statement).content[statement.span.clone()];
            !name.is_empty() && memchr::memmem::find(text, name.as_bytes()).is_some()
        };
        let all = || self.opaque.iter().rev().map(|number| &self.statements[*number]);
        all().find(mentions).or_else(|| all().next().filter(|_| may_be_any))
    }

    /// Returns the file of a statement.
    pub(super) fn source(&self, statement: &TouchingStatement) -> &'a Source {
        self.sources[statement.file]
    }

    /// Whether a statement runs SQL that is built at run time.
    pub(super) fn has_opaque(&self) -> bool {
        !self.opaque.is_empty()
    }
}

/// Returns the constraints that an operation declares, each with its table, and its column where it is one of a column.
fn constraints(operation: &Operation) -> Vec<(&Name, Option<&str>, &Constraint)> {
    match operation {
        Operation::CreateTable(create) => {
            let own = create.constraints.iter().map(|constraint| (&create.table, None, constraint));
            own.chain(create.columns.iter().flat_map(|column| of_column(&create.table, column))).collect()
        }
        Operation::AddColumn { table, column, .. } => of_column(table, column),
        Operation::AddConstraint { table, constraint } => vec![(table, None, constraint)],
        _ => Vec::new(),
    }
}

fn of_column<'s>(table: &'s Name, column: &'s Column) -> Vec<(&'s Name, Option<&'s str>, &'s Constraint)> {
    let of_column = |constraint| (table, Some(column.name.as_str()), constraint);
    column.constraints.iter().map(of_column).collect()
}

/// Returns the name of a constraint: that of a foreign key without one is the server's (`ChooseForeignKeyConstraintName`).
fn constraint_name(table: &Name, column: Option<&str>, constraint: &Constraint) -> String {
    if let Some(name) = &constraint.name {
        return name.clone();
    }
    let listed = constraint.columns.join("_");
    let columns = column.filter(|_| listed.is_empty()).unwrap_or(&listed);
    format!("{}_{columns}_fkey", table.name)
}

/// Returns the table of an index that an operation creates under this name.
fn table_of_index(operation: &Operation, name: &str) -> Option<Name> {
    match operation {
        Operation::CreateIndex(create) if create.name.as_deref() == Some(name) => Some(create.table.clone()),
        _ => None,
    }
}

/// Whether a statement changes rows and no object.
fn is_of_rows(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Insert { .. }
            | Operation::Write { .. }
            | Operation::Truncate { .. }
            | Operation::Refresh { .. }
            | Operation::Cluster { .. }
            | Operation::Lock { .. }
            | Operation::Query { .. }
    )
}

/// Returns the schema in which new objects are created.
fn first_schema(values: &[String]) -> &str {
    let is_own = |value: &&String| !value.is_empty() && !matches!(value.as_str(), "$user" | "pg_catalog" | "default");
    values.iter().find(is_own).map_or(PUBLIC, String::as_str)
}
