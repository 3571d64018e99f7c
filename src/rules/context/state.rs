//! The context of rules about the replayed schema: its catalog, by relation, and what they find in it.

use crate::catalog::{
    Catalog, Constraint, ConstraintForm, Extension, Grant, Grantee, Identity, Index, Object, Policy, Routine, Table,
    TableForm, View,
};
use crate::diagnostic::RuleInfo;
use crate::migration::Platform;
use crate::object::Name;
use crate::rules::context::exposed::API_ROLES;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The schema of a database after the last migration.
pub struct StateContext<'a> {
    /// Content of the database before the first migration.
    pub platform: Platform,
    /// The major version of the server.
    pub server: u32,
    /// By schema and name.
    relations: BTreeMap<&'a str, BTreeMap<&'a str, Relation<'a>>>,
    pub(in crate::rules) routines: Vec<&'a Routine>,
    pub(in crate::rules) extensions: Vec<&'a Extension>,
}

/// A table or view with its parts.
#[derive(Default)]
pub(in crate::rules) struct Relation<'a> {
    pub(in crate::rules) table: Option<&'a Table>,
    pub(in crate::rules) view: Option<&'a View>,
    pub(in crate::rules) policies: Vec<&'a Policy>,
    pub(in crate::rules) constraints: Vec<&'a Constraint>,
    pub(in crate::rules) indexes: Vec<&'a Index>,
}

impl<'a> StateContext<'a> {
    /// Orders the objects of a catalog by their relations.
    pub fn new(catalog: &'a Catalog, platform: Platform) -> Self {
        let (routines, extensions) = (Vec::new(), Vec::new());
        let mut state = Self { platform, server: catalog.server, relations: BTreeMap::new(), routines, extensions };
        for object in catalog.objects.values() {
            match object {
                Object::Table(table) => state.relation(&table.schema, &table.name).table = Some(table),
                Object::View(view) => state.relation(&view.schema, &view.name).view = Some(view),
                Object::Policy(policy) => state.relation(&policy.schema, &policy.table).policies.push(policy),
                Object::Constraint(constraint) if !constraint.of_domain => {
                    state.relation(&constraint.schema, &constraint.on).constraints.push(constraint);
                }
                Object::Index(index) => state.relation(&index.table.schema, &index.table.name).indexes.push(index),
                Object::Routine(routine) => state.routines.push(routine),
                Object::Extension(extension) => state.extensions.push(extension),
                _ => {}
            }
        }
        state
    }

    fn relation(&mut self, schema: &'a str, name: &'a str) -> &mut Relation<'a> {
        self.relations.entry(schema).or_default().entry(name).or_default()
    }

    /// Returns every relation, in the order of names.
    pub(in crate::rules) fn relations(&self) -> impl Iterator<Item = &Relation<'a>> {
        self.relations.values().flat_map(BTreeMap::values)
    }

    /// Returns the tables that have rows of their own or partitions; foreign tables are excluded.
    pub(in crate::rules) fn tables(&self) -> impl Iterator<Item = (&'a Table, &Relation<'a>)> {
        let tables = self.relations().filter_map(|relation| Some((relation.table?, relation)));
        tables.filter(|(table, _)| table.form != TableForm::Foreign)
    }

    /// Returns the relation of this name.
    pub(in crate::rules) fn named(&self, schema: &str, name: &str) -> Option<&Relation<'a>> {
        self.relations.get(schema)?.get(name)
    }
}

impl Relation<'_> {
    /// Returns the primary key, unique constraints and exclusion constraints, each of which has an index.
    pub(in crate::rules) fn keys(&self) -> impl Iterator<Item = &Constraint> {
        let has_index = |constraint: &&&Constraint| {
            matches!(constraint.form, ConstraintForm::Primary | ConstraintForm::Unique | ConstraintForm::Exclusion)
        };
        self.constraints.iter().filter(has_index).copied()
    }
}

/// Returns the name of an object in a schema, as SQL.
pub(in crate::rules) fn name(schema: &str, name: &str) -> String {
    Name { schema: Some(schema.to_owned()), name: name.to_owned() }.to_string()
}

/// Returns the name of a table, as SQL.
pub(in crate::rules) fn table_name(table: &Table) -> String {
    name(&table.schema, &table.name)
}

/// Whether a role of the API, or everyone, may read a relation.
pub(in crate::rules) fn is_granted_to_api(grants: Option<&[Grant]>) -> bool {
    let is_of_api = |grant: &Grant| match &grant.to {
        Grantee::Public => true,
        Grantee::Role(role) => API_ROLES.contains(&role.as_str()),
        Grantee::Owner => false,
    };
    let reads = |grant: &Grant| grant.privileges.iter().any(|privilege| privilege.eq_ignore_ascii_case("select"));
    grants.into_iter().flatten().any(|grant| is_of_api(grant) && reads(grant))
}

/// Whether an expression of a definition is this column and nothing else.
pub(in crate::rules) fn is_column(expression: &str, column: &str) -> bool {
    let is_plain = !column.is_empty()
        && !column.starts_with(|letter: char| letter.is_ascii_digit())
        && column.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    is_plain && expression == column || expression == format!("\"{}\"", column.replace('"', "\"\""))
}

/// A problem of the replayed schema, without its place: the statement that made the object is found afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateFinding {
    /// Id of the rule.
    pub rule: String,
    /// The object that it is about.
    pub subject: Identity,
    /// The table of the object, and other objects whose change may have caused it.
    pub related: Vec<Identity>,
    pub message: String,
    pub label: String,
    pub why: String,
    pub help: String,
}

/// Collects what rules find.
#[derive(Debug, Default)]
pub struct Findings {
    /// In the order in which they were reported.
    pub all: Vec<StateFinding>,
}

impl Findings {
    /// Reports a problem of an object.
    pub(in crate::rules) fn report(
        &mut self,
        rule: &RuleInfo,
        subject: Identity,
        related: impl IntoIterator<Item = Identity>,
        text: FindingText,
    ) {
        let FindingText { message, label, why, help } = text;
        let (label, why) = (label.to_owned(), why.to_owned());
        let related = related.into_iter().collect();
        self.all.push(StateFinding { rule: rule.id.to_owned(), subject, related, message, label, why, help });
    }
}

/// The text of a problem, as that of a diagnostic.
pub(in crate::rules) struct FindingText<'a> {
    pub(in crate::rules) message: String,
    pub(in crate::rules) label: &'a str,
    pub(in crate::rules) why: &'a str,
    pub(in crate::rules) help: String,
}
