//! The statements of new migrations by the objects that they create or alter.

use crate::catalog::{Identity, Kind};
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::replay::Source;
use crate::sql::{Action, Operation, Script};
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
}

/// A statement of one of the files.
#[derive(Clone, Debug)]
pub(super) struct TouchingStatement {
    file: usize,
    /// In the file.
    pub(super) span: Span,
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
    /// Reads the statements of files.
    pub(super) fn read(sources: Vec<&'a Source>) -> Self {
        let mut touched = Self {
            sources: Vec::new(),
            statements: Vec::new(),
            by_object: HashMap::new(),
            creations: HashSet::new(),
            renamed: HashMap::new(),
            opaque: Vec::new(),
        };
        for source in sources {
            touched.sources.push(source);
            touched.read_file(source);
        }
        touched
    }

    fn read_file(&mut self, source: &Source) {
        let (text, section) = source.sent();
        let script = Script::read(&text, &section.span);
        let spliced = source.section.spliced(&source.content);
        let mut schema = PUBLIC.to_owned();
        for statement in &script.statements {
            let number = self.statements.len();
            let span = spliced.as_ref().map_or_else(|| statement.span.clone(), |all| all.old_span(&statement.span));
            self.statements.push(TouchingStatement { file: self.sources.len() - 1, span });
            for action in statement.run() {
                if let Operation::Set { name, values, .. } = &action.operation
                    && name == "search_path"
                {
                    schema = first_schema(values).to_owned();
                }
                self.add(action, &schema, number);
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
        let part = |table: &Name, name: &Option<String>| {
            let name = name.as_ref()?;
            Some(Key::of(&Object::part(ObjectKind::Constraint, name.clone(), table), schema))
        };
        match operation {
            Operation::CreateTable(create) => {
                self.creations.insert(number);
                let of_columns = create.columns.iter().flat_map(|column| &column.constraints);
                let constraints = create.constraints.iter().chain(of_columns);
                keys.extend(constraints.filter_map(|constraint| part(&create.table, &constraint.name)));
                keys.extend(create.partition_of.iter().map(relation));
            }
            Operation::AddConstraint { table, constraint } => keys.extend(part(table, &constraint.name)),
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
                let new = Key { schema: to.clone(), ..old.clone() };
                self.renamed.entry(new.clone()).or_default().push(old);
                keys.push(new);
            }
            _ => {}
        }
        for key in keys {
            let known = self.by_object.entry(key).or_default();
            if known.last() != Some(&number) {
                known.push(number);
            }
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
