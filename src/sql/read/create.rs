//! `CREATE …`

use super::column::{column, constraint};
use super::details::details;
use super::drop::starts_with;
use super::names::{path_in, path_name, plain_name, unquoted};
use super::objects;
use super::reader::Reader;
use crate::object::{Name, Object, ObjectKind};
use crate::sql::action::Operation;
use crate::sql::declared::{CreateIndex, CreateRoutine, CreateTable};
use crate::sql::tree::{At, SyntaxKind as K};

impl Reader<'_> {
    pub(super) fn create_table(&mut self, node: At) {
        let arguments = node.child(K::TABLE_ARG_LIST);
        let mut create = CreateTable {
            table: path_in(node, K::TABLE_NAME),
            if_not_exists: node.has(K::IF_NOT_EXISTS),
            temporary: is_temporary(node),
            foreign: node.kind() == K::CREATE_FOREIGN_TABLE,
            partition_of: node.child(K::PARTITION_OF).map(path_name),
            is_default: node.find(K::PARTITION_DEFAULT).is_some(),
            is_partitioned: node.has(K::PARTITION_BY),
            from_query: matches!(node.kind(), K::CREATE_TABLE_AS | K::SELECT_INTO),
            ..CreateTable::default()
        };
        if node.kind() == K::SELECT_INTO {
            create.table = node.find(K::INTO_CLAUSE).map(path_name).unwrap_or_default();
        }
        let inherits = node.child(K::INHERITS);
        create.inherits = inherits.into_iter().flat_map(|list| list.every(K::TABLE_NAME_REF)).map(path_name).collect();
        for argument in arguments.into_iter().flat_map(At::children) {
            if argument.kind() == K::COLUMN {
                create.columns.push(column(argument));
            } else {
                create.constraints.extend(constraint(argument));
            }
        }
        let span = node.span();
        let from_query = create.from_query;
        self.push(span, Operation::CreateTable(Box::new(create)));
        if from_query {
            self.writes_within(node);
        }
    }

    pub(super) fn create_index(&mut self, node: At) {
        let target = node.child(K::TABLE_RELATION_NAME);
        let after = node.children().skip_while(|child| child.kind() != K::TABLE_RELATION_NAME);
        let rest: Vec<At> = after.skip(1).filter(|child| child.kind() != K::SEMICOLON).collect();
        let rest = match (rest.first(), rest.last()) {
            (Some(first), Some(last)) => node.slice(*first, *last),
            _ => "",
        };
        let create = CreateIndex {
            name: node.child(K::INDEX).map(|index| path_name(index).name),
            table: target.map(path_name).unwrap_or_default(),
            unique: node.has(K::UNIQUE_KW),
            concurrently: node.has(K::CONCURRENTLY_KW),
            if_not_exists: node.has(K::IF_NOT_EXISTS),
            only: target.is_some_and(|target| target.has(K::ONLY_KW)),
            rest: rest.to_owned(),
        };
        self.push(node.span(), Operation::CreateIndex(Box::new(create)));
    }

    pub(super) fn create_routine(&mut self, node: At) {
        let is_function = node.kind() == K::CREATE_FUNCTION;
        let (kind, name) = if is_function {
            (ObjectKind::Function, path_in(node, K::FUNCTION_NAME))
        } else {
            (ObjectKind::Procedure, path_in(node, K::PROCEDURE_NAME))
        };
        let options = node.child(K::FUNC_OPTION_LIST);
        let every = |kind: K| options.into_iter().flat_map(move |options| options.every(kind));
        let sets = |option: At| {
            let name = option.find(K::CONFIG_PARAMETER_REF);
            name.is_some_and(|name| name.text().trim_matches('"').eq_ignore_ascii_case("search_path"))
        };
        let is_stable = every(K::STABLE).chain(every(K::IMMUTABLE)).next().is_some();
        let language = every(K::LANGUAGE_FUNC_OPTION).last().and_then(|option| option.children().last());
        let routine = CreateRoutine {
            object: Object::new(kind, name),
            or_replace: node.has(K::OR_REPLACE),
            security_definer: every(K::SECURITY_DEFINER_FUNC_OPTION).next().is_some(),
            sets_search_path: every(K::SET_FUNC_OPTION).any(sets),
            is_stable,
            returns_trigger: node.child(K::RET_TYPE).is_some_and(|returns| path_name(returns).name == "trigger"),
            language: language.map_or_else(|| "sql".to_owned(), |name| unquoted(name.text()).to_ascii_lowercase()),
        };
        let language = routine.language.clone();
        self.push(node.span(), Operation::CreateRoutine(Box::new(routine)));
        self.routine_body(node, &language);
    }

    pub(super) fn create_type(&mut self, node: At) {
        let values = node.child(K::ENUM_TYPE);
        let labels = values.map(|values| {
            let literals = values.all().filter(|found| found.kind() == K::LITERAL);
            literals.map(|literal| unquoted(literal.text())).collect()
        });
        self.push(node.span(), Operation::CreateType { name: path_in(node, K::TYPE_NAME), labels });
    }

    /// Reads `CREATE SCHEMA`, which may contain further statements.
    pub(super) fn create_schema(&mut self, node: At) {
        let target = node.children().find(|child| matches!(child.kind(), K::NAMED_SCHEMA | K::AUTHORIZATION_SCHEMA));
        let name = target.and_then(|target| target.find(K::SCHEMA)).map(plain_name).unwrap_or_default();
        self.push(
            node.span(),
            Operation::Create {
                object: Object::new(ObjectKind::Schema, Name { schema: None, name: name.clone() }),
                if_not_exists: node.has(K::IF_NOT_EXISTS),
                or_replace: false,
                temporary: false,
                details: None,
            },
        );
        for element in node.children().filter(|child| !child.is_token() && starts_with(*child, K::CREATE_KW)) {
            let first = self.found.len();
            self.statement(element);
            for action in &mut self.found[first..] {
                if let Operation::CreateTable(create) = &mut action.operation {
                    create.table.schema.get_or_insert_with(|| name.clone());
                }
            }
        }
    }

    /// Reads `CREATE` of any other object; false if the node is not one.
    pub(super) fn create(&mut self, node: At) -> bool {
        if !starts_with(node, K::CREATE_KW) {
            return false;
        }
        let Some(created) = objects::named(node) else {
            return false;
        };
        let (if_not_exists, or_replace) = (node.has(K::IF_NOT_EXISTS), node.has(K::OR_REPLACE));
        for object in created {
            let temporary = is_temporary(node);
            let details = details(node);
            self.push(node.span(), Operation::Create { object, if_not_exists, or_replace, temporary, details });
        }
        true
    }
}

fn is_temporary(node: At) -> bool {
    let before_name =
        node.children().take_while(|child| !matches!(child.kind(), K::TABLE_NAME | K::VIEW | K::SEQUENCE));
    before_name
        .flat_map(|child| std::iter::once(child).chain(child.all()))
        .any(|found| matches!(found.kind(), K::TEMP_KW | K::TEMPORARY_KW))
}
