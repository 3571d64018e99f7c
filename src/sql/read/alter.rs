//! `ALTER …`

use super::column::{column, constraint, expression_in};
use super::details::details;
use super::drop::starts_with;
use super::names::{path_in, plain_in, plain_name, unquoted};
use super::objects;
use super::reader::Reader;
use super::types;
use crate::object::{Name, Object, ObjectKind};
use crate::sql::action::{ColumnChange, Operation, RowSecurity};
use crate::sql::expression::Expression;
use crate::sql::tree::{At, SyntaxKind as K};

impl Reader<'_> {
    pub(super) fn alter_table(&mut self, node: At) {
        let table = path_in(node, K::TABLE_RELATION_NAME);
        let is_change =
            |child: &At| !child.is_token() && !matches!(child.kind(), K::TABLE_RELATION_NAME | K::IF_EXISTS);
        let mut is_empty = true;
        for change in node.children().filter(is_change) {
            is_empty = false;
            let operation = table_change(change, &table);
            self.push(change.span(), operation);
        }
        if is_empty {
            self.push(node.span(), altered(Object::new(ObjectKind::Table, table)));
        }
    }

    pub(super) fn alter_type(&mut self, node: At) {
        let name = path_in(node, K::TYPE_NAME_REF);
        let Some(change) = node.children().filter(|child| !child.is_token()).nth(1) else {
            return self.push(node.span(), Operation::Other);
        };
        let literals: Vec<String> = change.every(K::LITERAL).map(|literal| unquoted(literal.text())).collect();
        let mut literals = literals.into_iter();
        let operation = match change.kind() {
            K::ADD_VALUE => Operation::AddEnumValue {
                name,
                value: literals.next().unwrap_or_default(),
                if_not_exists: change.has(K::IF_NOT_EXISTS),
            },
            K::RENAME_VALUE => Operation::RenameEnumValue {
                name,
                from: literals.next().unwrap_or_default(),
                to: literals.next().unwrap_or_default(),
            },
            _ => general(change, Object::new(ObjectKind::Type, name)),
        };
        self.push(node.span(), operation);
    }

    /// Reads `ALTER` of any other object; false if the node is not one.
    pub(super) fn alter(&mut self, node: At) -> bool {
        if !starts_with(node, K::ALTER_KW) {
            return false;
        }
        let Some(object) = objects::named(node).and_then(|objects| objects.into_iter().next()) else {
            return false;
        };
        let mut changes = node.children().filter(|child| is_general(child.kind()));
        let operation = match changes.next() {
            Some(change) => general(change, object),
            None => Operation::Alter { object, details: details(node) },
        };
        self.push(node.span(), operation);
        true
    }
}

fn altered(object: Object) -> Operation {
    Operation::Alter { object, details: None }
}

/// Changes that every kind of object has.
fn is_general(kind: K) -> bool {
    is_rename(kind)
        || matches!(
            kind,
            K::RENAME_COLUMN
                | K::RENAME_CONSTRAINT
                | K::RENAME_ATTRIBUTE
                | K::SET_SCHEMA
                | K::OWNER_TO
                | K::SET_TABLESPACE
                | K::SET_LOGGED
                | K::SET_UNLOGGED
        )
}

fn is_rename(kind: K) -> bool {
    matches!(
        kind,
        K::AGGREGATE_RENAME_TO
            | K::COLLATION_RENAME_TO
            | K::CONVERSION_RENAME_TO
            | K::DATABASE_RENAME_TO
            | K::DOMAIN_RENAME_TO
            | K::EVENT_TRIGGER_RENAME_TO
            | K::FOREIGN_DATA_WRAPPER_RENAME_TO
            | K::FUNCTION_RENAME_TO
            | K::INDEX_RENAME_TO
            | K::LANGUAGE_RENAME_TO
            | K::OP_CLASS_RENAME_TO
            | K::OP_FAMILY_RENAME_TO
            | K::POLICY_RENAME_TO
            | K::PROCEDURE_RENAME_TO
            | K::PROPERTY_GRAPH_RENAME_TO
            | K::PUBLICATION_RENAME_TO
            | K::ROLE_RENAME_TO
            | K::ROUTINE_RENAME_TO
            | K::RULE_RENAME_TO
            | K::SCHEMA_RENAME_TO
            | K::SEQUENCE_RENAME_TO
            | K::SERVER_RENAME_TO
            | K::STATISTICS_RENAME_TO
            | K::SUBSCRIPTION_RENAME_TO
            | K::TABLESPACE_RENAME_TO
            | K::TEXT_SEARCH_CONFIGURATION_RENAME_TO
            | K::TEXT_SEARCH_DICTIONARY_RENAME_TO
            | K::TEXT_SEARCH_PARSER_RENAME_TO
            | K::TEXT_SEARCH_TEMPLATE_RENAME_TO
            | K::TRIGGER_RENAME_TO
            | K::TYPE_RENAME_TO
            | K::VIEW_RENAME_TO
    )
}

fn general(change: At, object: Object) -> Operation {
    let part = |kind: ObjectKind, name: String| Object::part(kind, name, &object.name);
    match change.kind() {
        K::SET_SCHEMA => Operation::SetSchema { schema: objects::new_schema(change), object },
        K::OWNER_TO => {
            Operation::OwnerTo { role: change.find(K::ROLE_REF).map(objects::role).unwrap_or_default(), object }
        }
        K::RENAME_COLUMN => Operation::Rename {
            object: part(ObjectKind::Column, plain_in(change, K::COLUMN_NAME_REF)),
            to: plain_in(change, K::COLUMN_NAME),
        },
        K::RENAME_ATTRIBUTE => {
            Operation::Rename { object: part(ObjectKind::Column, first_name(change)), to: objects::new_name(change) }
        }
        K::RENAME_CONSTRAINT => Operation::Rename {
            object: part(ObjectKind::Constraint, plain_in(change, K::CONSTRAINT_NAME_REF)),
            to: plain_in(change, K::CONSTRAINT_NAME),
        },
        K::SET_TABLESPACE => Operation::Rewrite { object, by: "SET TABLESPACE" },
        K::SET_LOGGED => Operation::Rewrite { object, by: "SET LOGGED" },
        K::SET_UNLOGGED => Operation::Rewrite { object, by: "SET UNLOGGED" },
        kind if is_rename(kind) => Operation::Rename { to: objects::new_name(change), object },
        _ => altered(object),
    }
}

fn first_name(node: At) -> String {
    node.children().find(|child| !child.is_token()).map(plain_name).unwrap_or_default()
}

/// One change of `ALTER TABLE`.
fn table_change(change: At, table: &Name) -> Operation {
    let table = table.clone();
    let itself = || Object::new(ObjectKind::Table, table.clone());
    let dropped = |kind: ObjectKind, name: String| Operation::DropPart {
        part: Object::part(kind, name, &table),
        if_exists: change.has(K::IF_EXISTS),
        cascade: change.has(K::CASCADE),
    };
    let trigger =
        |disable: bool| Operation::SwitchTrigger { table: table.clone(), trigger: last_word(change), disable };
    match change.kind() {
        K::ADD_COLUMN => Operation::AddColumn {
            table,
            column: Box::new(column(change)),
            if_not_exists: change.has(K::IF_NOT_EXISTS),
        },
        K::DROP_COLUMN => dropped(ObjectKind::Column, plain_in(change, K::COLUMN_NAME_REF)),
        K::DROP_CONSTRAINT => dropped(ObjectKind::Constraint, plain_in(change, K::CONSTRAINT_NAME_REF)),
        K::ALTER_COLUMN => alter_column(change, table),
        K::ADD_CONSTRAINT => match change.children().find_map(constraint) {
            Some(constraint) => Operation::AddConstraint { table, constraint: Box::new(constraint) },
            None => altered(itself()),
        },
        K::VALIDATE_CONSTRAINT => {
            Operation::ValidateConstraint { table, name: plain_in(change, K::CONSTRAINT_NAME_REF) }
        }
        K::ATTACH_PARTITION => Operation::AttachPartition {
            table,
            partition: path_in(change, K::TABLE_NAME_REF),
            is_default: change.has(K::PARTITION_DEFAULT),
        },
        K::DETACH_PARTITION => Operation::DetachPartition {
            table,
            partition: path_in(change, K::TABLE_NAME_REF),
            concurrently: change.has(K::DETACH_CONCURRENTLY) || change.has(K::DETACH_FINALIZE),
            finalize: change.has(K::DETACH_FINALIZE),
        },
        K::ENABLE_RLS => Operation::RowSecurity { table, change: RowSecurity::Enable },
        K::DISABLE_RLS => Operation::RowSecurity { table, change: RowSecurity::Disable },
        K::FORCE_RLS => Operation::RowSecurity { table, change: RowSecurity::Force },
        K::NO_FORCE_RLS => Operation::RowSecurity { table, change: RowSecurity::NoForce },
        K::DISABLE_TRIGGER => trigger(true),
        K::ENABLE_TRIGGER | K::ENABLE_ALWAYS_TRIGGER | K::ENABLE_REPLICA_TRIGGER => trigger(false),
        K::SET_ACCESS_METHOD => Operation::Rewrite { object: itself(), by: "SET ACCESS METHOD" },
        K::REPLICA_IDENTITY => {
            Operation::ReplicaIdentity { table, nothing: change.find(K::REPLICA_IDENTITY_NOTHING).is_some() }
        }
        K::TABLE_RENAME_TO => Operation::Rename { to: path_in(change, K::TABLE_NAME).name, object: itself() },
        _ => general(change, itself()),
    }
}

fn alter_column(change: At, table: Name) -> Operation {
    let column = plain_in(change, K::COLUMN_NAME_REF);
    let option = change.children().filter(|child| !child.is_token()).nth(1);
    let Some(option) = option else {
        return Operation::AlterColumn { table, column, change: ColumnChange::Other };
    };
    let change = match option.kind() {
        K::SET_TYPE => {
            let using = option.child(K::USING_EXPR);
            let using = using.and_then(|using| using.children().find(|child| !child.is_token())).map(Expression::read);
            let to = types::of(option).unwrap_or_default();
            return Operation::SetType { table, column, to, using, collate: option.has(K::COLLATE) };
        }
        K::SET_NOT_NULL => ColumnChange::SetNotNull,
        K::DROP_NOT_NULL => ColumnChange::DropNotNull,
        K::SET_DEFAULT => expression_in(option).map_or(ColumnChange::Other, ColumnChange::SetDefault),
        K::DROP_DEFAULT => ColumnChange::DropDefault,
        K::ADD_GENERATED => ColumnChange::AddIdentity,
        K::DROP_IDENTITY => ColumnChange::DropIdentity,
        K::DROP_EXPRESSION => ColumnChange::DropExpression,
        _ => ColumnChange::Other,
    };
    Operation::AlterColumn { table, column, change }
}

fn last_word(node: At) -> String {
    node.all().filter(|found| found.is_token()).last().map(plain_name).unwrap_or_default()
}
