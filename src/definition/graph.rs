//! The items of a catalog, with what each of them needs.

use super::column::{DefaultValue, placed};
use super::item::{Class, Item, Section, What};
use super::rank;
use super::source::Source;
use super::table::checks;
use crate::catalog::{
    Column, ConstraintForm, DataType, Identity, Node, Object, Part, Publication, Qualified, Table, TableForm, TypeForm,
    View, ViewForm,
};
use std::borrow::Cow;
use std::collections::HashMap;

/// All items, in the order in which cycles are searched.
pub(super) struct Graph<'a> {
    pub(super) items: Vec<Item<'a>>,
    nodes: HashMap<Node, usize>,
    /// The items that attach an index to that of a partitioned table, by its name.
    attachments: HashMap<(String, String), Vec<(usize, Qualified)>>,
    pub(super) pre_data: usize,
    pub(super) post_data: usize,
}

fn node(identity: &Identity, part: Part) -> Node {
    Node { identity: identity.clone(), part }
}

impl<'a> Graph<'a> {
    /// Collects the items of a catalog.
    pub(super) fn new(source: &Source<'a>) -> Self {
        let mut graph =
            Self { items: Vec::new(), nodes: HashMap::new(), attachments: HashMap::new(), pre_data: 0, post_data: 0 };
        for (identity, object) in &source.catalog.objects {
            graph.add_object(source, identity, object);
        }
        graph.add_table_parts(source);
        graph.add_index_parts(source);
        graph.add_edges(source);
        graph.add_referenced_attachments();
        graph.add_boundaries();
        graph
    }

    fn add(&mut self, item: Item<'a>, node: Option<Node>) -> usize {
        let at = self.items.len();
        self.items.push(item);
        if let Some(node) = node {
            self.nodes.insert(node, at);
        }
        at
    }

    fn need(&mut self, from: usize, to: Option<usize>) {
        self.items[from].needs.extend(to);
    }

    fn find(&self, identity: &Identity, part: Part) -> Option<usize> {
        self.nodes.get(&node(identity, part)).copied()
    }

    fn add_object(&mut self, source: &Source<'a>, identity: &'a Identity, object: &'a Object) {
        if let Some(item) = rank::item(identity, object) {
            self.add(item, Some(node(identity, Part::Whole)));
        }
        match object {
            Object::Table(table) => self.add_row_types(identity, &table.schema, &table.name),
            Object::View(view) => self.add_view(identity, view),
            Object::DataType(data_type) => self.add_type_parts(source, identity, data_type),
            Object::Publication(publication) => self.add_publication(publication),
            Object::Column(column) => self.add_identity_sequence(identity, column),
            _ => {}
        }
    }

    fn add_dummy(&mut self, identity: &Identity, part: Part, class: Class, schema: &'a str, name: &str) -> usize {
        self.add(Item::new(What::Unwritten, class, Some(schema), name), Some(node(identity, part)))
    }

    fn add_row_types(&mut self, identity: &Identity, schema: &'a str, name: &str) {
        self.add_dummy(identity, Part::RowType, Class::DummyType, schema, name);
        self.add_dummy(identity, Part::RowArrayType, Class::DummyType, schema, &format!("_{name}"));
    }

    fn add_view(&mut self, identity: &Identity, view: &'a View) {
        self.add_row_types(identity, &view.schema, &view.name);
        let rule = Item::new(What::ViewRule(view), Class::Rule, Some(&view.schema), "_RETURN");
        let rule = Item { is_separate: false, ..rule.tied([view.name.clone()]) };
        let rule = self.add(rule, Some(node(identity, Part::Rule)));
        if let Some(view) = self.find(identity, Part::Whole) {
            self.need(view, Some(rule));
        }
    }

    fn add_type_parts(&mut self, source: &Source<'a>, identity: &Identity, data_type: &'a DataType) {
        let schema = data_type.schema.as_str();
        let array = format!("_{}", data_type.name);
        self.add_dummy(identity, Part::ArrayType, Class::DummyType, schema, &array);
        let Some(whole) = self.find(identity, Part::Whole) else { return };
        match data_type.form {
            TypeForm::Composite => {
                self.add_dummy(identity, Part::Relation, Class::Table, schema, &data_type.name);
            }
            TypeForm::Range | TypeForm::Base => {
                if let Some(multirange) = data_type.range.as_ref().and_then(|range| range.multirange.as_ref()) {
                    self.add_dummy(identity, Part::Multirange, Class::DummyType, schema, &multirange.name);
                }
                let shell = Item::new(What::Shell(data_type), Class::Shell, Some(schema), &data_type.name);
                self.add(Item { is_separate: false, ..shell }, None);
            }
            TypeForm::Domain => {
                let parts = source.parts(schema, &data_type.name);
                let checks = parts.into_iter().flat_map(|parts| &parts.constraints);
                for check in checks.filter(|check| check.of_domain && check.validated) {
                    // The constraints of a catalog come before its types.
                    let check = self.find(&check.identity(), Part::Whole);
                    self.need(whole, check);
                }
            }
            TypeForm::Enum | TypeForm::Shell => {}
        }
    }

    fn add_publication(&mut self, publication: &'a Publication) {
        for table in publication.tables.iter().flatten() {
            let what = What::PublishedTable(publication, table);
            let item = Item::new(what, Class::PublishedTable, Some(&table.table.schema), &table.table.name);
            self.add(item.tied([publication.name.clone()]), None);
        }
        for schema in publication.schemas.iter().flatten() {
            let what = What::PublishedSchema(publication, schema);
            self.add(Item::new(what, Class::PublishedSchema, None, schema).tied([publication.name.clone()]), None);
        }
    }

    fn add_identity_sequence(&mut self, identity: &Identity, column: &'a Column) {
        if let Some(sequence) = &column.identity {
            let what = What::IdentitySequence(column);
            let item = Item::new(what, Class::Table, Some(&column.schema), &sequence.sequence);
            self.add(item, Some(node(identity, Part::Sequence)));
        }
    }

    /// Adds defaults, checks and the statements that make partitions.
    fn add_table_parts(&mut self, source: &Source<'a>) {
        for object in source.catalog.objects.values() {
            match object {
                Object::Table(table) => {
                    if let Some(at) = self.find(&table.identity(), Part::Whole) {
                        self.add_attach(source, table, at);
                        self.add_defaults(source, table, at);
                        self.add_checks(source, table, at);
                        if table.row_security {
                            let what = What::RowSecurity(table);
                            let item = Item::new(what, Class::Policy, Some(&table.schema), &table.name);
                            // Before a policy of the same name.
                            self.add(item.tied([table.name.clone(), "0".to_owned()]), None);
                        }
                    }
                }
                Object::View(view) if view.form == ViewForm::Plain => self.add_view_defaults(source, view),
                _ => {}
            }
        }
    }

    fn add_attach(&mut self, source: &Source<'a>, table: &'a Table, at: usize) {
        let Some(partition) = &table.partition else { return };
        let item = Item::new(What::Attach(table), Class::Attach, Some(&table.schema), &table.name);
        let attach = self.add(item, None);
        self.need(attach, Some(at));
        let parent = source.table(&partition.of).and_then(|parent| self.find(&parent.identity(), Part::Whole));
        self.need(attach, parent);
    }

    fn add_defaults(&mut self, source: &Source<'a>, table: &'a Table, at: usize) {
        let is_foreign = table.form == TableForm::Foreign;
        for (number, placed) in placed(source, table).into_iter().enumerate() {
            let (expression, is_generated) = match &placed.default {
                None => continue,
                Some(DefaultValue::Null) => (None, false),
                Some(DefaultValue::Expression(expression)) => (Some(*expression), false),
                Some(DefaultValue::Generated(expression, _)) => (Some(*expression), true),
            };
            let is_separate = !is_generated && !placed.is_printed;
            let what = What::Default { column: placed.column, expression, is_foreign };
            let item = Item::new(what, Class::Default, Some(&table.schema), &table.name);
            let item = Item { is_separate, ..item.tied([format!("{number:05}")]) };
            let default = self.add(item, Some(node(&placed.column.identity(), Part::Default)));
            if is_separate {
                self.need(default, Some(at));
            } else {
                self.need(at, Some(default));
            }
        }
    }

    fn add_view_defaults(&mut self, source: &Source<'a>, view: &'a View) {
        let Some(parts) = source.parts(&view.schema, &view.name) else { return };
        for (number, (name, _)) in view.columns.iter().flatten().enumerate() {
            let Some(column) = parts.columns.get(name.as_str()).filter(|column| column.default.is_some()) else {
                continue;
            };
            let what = What::Default { column, expression: column.default.as_deref(), is_foreign: false };
            let item = Item::new(what, Class::Default, Some(&view.schema), &view.name).tied([format!("{number:05}")]);
            self.add(item, Some(node(&column.identity(), Part::Default)));
        }
    }

    fn add_checks(&mut self, source: &Source<'a>, table: &'a Table, at: usize) {
        for check in checks(source, table) {
            let check = match check {
                Cow::Borrowed(check) if check.validated => self.find(&check.identity(), Part::Whole),
                Cow::Borrowed(_) => None,
                Cow::Owned(check) => {
                    let (name, identity) = (check.name.clone(), check.identity());
                    let is_separate = !check.validated;
                    let what = What::RepeatedCheck(Box::new(check));
                    let item = Item::new(what, Class::Constraint, Some(&table.schema), name);
                    let item = Item { is_separate, ..item.tied(["1".to_owned(), table.name.clone()]) };
                    let check = self.add(item, Some(node(&identity, Part::Whole)));
                    self.need(check, Some(at));
                    (!is_separate).then_some(check)
                }
            };
            self.need(at, check);
        }
    }

    /// Adds the indexes of constraints, and what attaches indexes to those of partitioned tables.
    fn add_index_parts(&mut self, source: &Source<'a>) {
        for (identity, object) in &source.catalog.objects {
            let (what, schema, name, of, index) = match object {
                Object::Constraint(constraint) if !constraint.of_domain => {
                    let has_index = !matches!(constraint.form, ConstraintForm::Check | ConstraintForm::Foreign);
                    if !has_index {
                        continue;
                    }
                    let what = What::ConstraintIndex(constraint);
                    let item = Item::new(what, Class::Index, Some(&constraint.schema), &constraint.name);
                    let index = self.add(item, Some(node(identity, Part::Index)));
                    let what = What::ConstraintIndexAttach(constraint);
                    (what, &constraint.schema, &constraint.name, constraint.attached_to.as_ref(), Some(index))
                }
                Object::Index(index) => {
                    let at = self.find(identity, Part::Whole);
                    (What::IndexAttach(index), &index.schema, &index.name, index.attached_to.as_ref(), at)
                }
                _ => continue,
            };
            if let Some(of) = of {
                let attach = self.add(Item::new(what, Class::IndexAttach, Some(schema), name), None);
                self.need(attach, index);
                let part = Qualified { schema: schema.clone(), name: name.clone() };
                self.attachments.entry((of.schema.clone(), of.name.clone())).or_default().push((attach, part));
            }
        }
        self.add_attached_needs(source);
    }

    /// An index is attached when both tables and both indexes exist.
    fn add_attached_needs(&mut self, source: &Source<'a>) {
        type Places = (Option<usize>, Option<usize>);
        let mut tables: HashMap<(&str, &str), Places> = HashMap::new();
        for (identity, object) in &source.catalog.objects {
            let (schema, name, table, part) = match object {
                Object::Index(index) => {
                    (&index.schema, &index.name, (&index.table.schema, &index.table.name), Part::Whole)
                }
                Object::Constraint(constraint) => {
                    (&constraint.schema, &constraint.name, (&constraint.schema, &constraint.on), Part::Index)
                }
                _ => continue,
            };
            let table = source.parts(table.0, table.1).and_then(|parts| parts.table);
            let table = table.and_then(|table| self.find(&table.identity(), Part::Whole));
            if let Some(index) = self.find(identity, part) {
                tables.insert((schema, name), (Some(index), table));
            }
        }
        let attachments: Vec<((String, String), usize, Qualified)> = self
            .attachments
            .iter()
            .flat_map(|(of, parts)| parts.iter().map(|(attach, part)| (of.clone(), *attach, part.clone())))
            .collect();
        for (of, attach, part) in attachments {
            let parent = tables.get(&(of.0.as_str(), of.1.as_str())).copied().unwrap_or_default();
            let part = tables.get(&(part.schema.as_str(), part.name.as_str())).copied().unwrap_or_default();
            for need in [parent.0, part.1, parent.1] {
                self.need(attach, need);
            }
        }
    }

    /// Adds the dependencies that the server knows.
    fn add_edges(&mut self, source: &Source<'a>) {
        for (from, to) in &source.wording.edges {
            let (Some(from), Some(to)) = (self.nodes.get(from).copied(), self.nodes.get(to).copied()) else { continue };
            self.need(from, Some(to));
        }
        for at in 0..self.items.len() {
            let needs: Vec<usize> = match &self.items[at].what {
                What::PublishedTable(publication, table) => {
                    let table = source.table(&table.table).map(Table::identity);
                    let table = table.and_then(|table| self.find(&table, Part::Whole));
                    self.find(&publication.identity(), Part::Whole).into_iter().chain(table).collect()
                }
                What::PublishedSchema(publication, _) => {
                    self.find(&publication.identity(), Part::Whole).into_iter().collect()
                }
                _ => continue,
            };
            self.items[at].needs.extend(needs);
        }
    }

    /// A foreign key to a partitioned table needs the indexes of its partitions.
    fn add_referenced_attachments(&mut self) {
        for at in 0..self.items.len() {
            if self.items[at].class != Class::ForeignKey {
                continue;
            }
            let indexes: Vec<(String, String)> = self.items[at]
                .needs
                .iter()
                .filter_map(|need| match &self.items[*need].what {
                    What::ConstraintIndex(constraint) => Some((constraint.schema.clone(), constraint.name.clone())),
                    What::Object(Object::Index(index)) => Some((index.schema.clone(), index.name.clone())),
                    _ => None,
                })
                .collect();
            let mut open = indexes;
            while let Some(index) = open.pop() {
                for (attach, part) in self.attachments.get(&index).cloned().unwrap_or_default() {
                    self.need(at, Some(attach));
                    open.push((part.schema, part.name));
                }
            }
        }
    }

    fn add_boundaries(&mut self) {
        self.pre_data = self.add(Item::new(What::PreData, Class::PreData, None, "PRE-DATA BOUNDARY"), None);
        self.post_data = self.add(Item::new(What::PostData, Class::PostData, None, "POST-DATA BOUNDARY"), None);
        for at in 0..self.items.len() {
            match self.items[at].class.section() {
                Section::PreData => self.need(self.pre_data, Some(at)),
                Section::PostDataIfSeparate if !self.items[at].is_separate => {}
                Section::PostData | Section::PostDataIfSeparate => self.need(at, Some(self.post_data)),
                Section::Boundary if at == self.post_data => self.need(at, Some(self.pre_data)),
                Section::Boundary => {}
            }
        }
    }
}
