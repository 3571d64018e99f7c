//! The child of a `CREATE`, `ALTER` or `DROP` that names the object, and its kind.

use super::names::{path_in, path_name, plain_in, plain_name};
use crate::object::{Name, Object, ObjectKind};
use crate::sql::tree::{At, SyntaxKind as K};

/// The table that `… ON table` names.
pub(super) fn on_table(node: At) -> Name {
    let on = node.child(K::ON_TABLE).or_else(|| node.child(K::ON_RELATION)).or_else(|| node.child(K::RULE_ON));
    on.map(path_name).unwrap_or_default()
}

/// The roles after `TO`, `FROM` or `FOR ROLE`. Before that, the name of a privilege
/// may be parsed as a role.
pub(super) fn roles(node: At) -> Vec<String> {
    let is_any = node.kind() == K::ALTER_DEFAULT_PRIVILEGES;
    let behind = node.all().skip_while(|found| !is_any && !matches!(found.kind(), K::TO_KW | K::FROM_KW));
    let roles = behind.filter(|found| found.kind() == K::ROLE_REF).map(role);
    roles.filter(|role| !is_any || role != "execute").collect()
}

/// A role; `GROUP x` is `x`.
pub(super) fn role(node: At) -> String {
    node.find(K::ROLE_NAME_REF).map_or_else(|| plain_name(node), plain_name)
}

/// By kind of statement: the kind of the object that it names, and the kinds of the nodes that contain
/// the name (in `CREATE`, in `ALTER` and `DROP`).
const NAMED: &[(K, ObjectKind, &[K])] = &[
    (K::ALTER_AGGREGATE, ObjectKind::Aggregate, &[K::AGGREGATE]),
    (K::ALTER_COLLATION, ObjectKind::Collation, &[K::COLLATION_REF]),
    (K::ALTER_CONVERSION, ObjectKind::Conversion, &[K::CONVERSION_REF]),
    (K::ALTER_DATABASE, ObjectKind::Database, &[K::DATABASE_REF]),
    (K::ALTER_DOMAIN, ObjectKind::Domain, &[K::DOMAIN_REF]),
    (K::ALTER_EVENT_TRIGGER, ObjectKind::EventTrigger, &[K::EVENT_TRIGGER_REF]),
    (K::ALTER_EXTENSION, ObjectKind::Extension, &[K::EXTENSION_REF]),
    (K::ALTER_FOREIGN_DATA_WRAPPER, ObjectKind::ForeignDataWrapper, &[K::FOREIGN_DATA_WRAPPER_REF]),
    (K::ALTER_FUNCTION, ObjectKind::Function, &[K::FUNCTION_SIG]),
    (K::ALTER_INDEX, ObjectKind::Index, &[K::INDEX_REF]),
    (K::ALTER_LANGUAGE, ObjectKind::Language, &[K::LANGUAGE_REF]),
    (K::ALTER_MATERIALIZED_VIEW, ObjectKind::MaterializedView, &[K::VIEW_REF]),
    (K::ALTER_OPERATOR, ObjectKind::Operator, &[K::OP_SIG]),
    (K::ALTER_OPERATOR_CLASS, ObjectKind::OperatorClass, &[K::OP_CLASS_REF]),
    (K::ALTER_OPERATOR_FAMILY, ObjectKind::OperatorFamily, &[K::OP_FAMILY_REF]),
    (K::ALTER_POLICY, ObjectKind::Policy, &[K::POLICY_REF]),
    (K::ALTER_PROCEDURE, ObjectKind::Procedure, &[K::PROCEDURE_SIG, K::FUNCTION_SIG]),
    (K::ALTER_PUBLICATION, ObjectKind::Publication, &[K::PUBLICATION_REF]),
    (K::ALTER_ROLE, ObjectKind::Role, &[K::ROLE_REF]),
    (K::ALTER_USER, ObjectKind::Role, &[K::ROLE_REF]),
    (K::ALTER_GROUP, ObjectKind::Role, &[K::ROLE_REF]),
    (K::ALTER_ROUTINE, ObjectKind::Routine, &[K::ROUTINE_SIG, K::FUNCTION_SIG]),
    (K::ALTER_RULE, ObjectKind::Rule, &[K::RULE_REF]),
    (K::ALTER_SCHEMA, ObjectKind::Schema, &[K::SCHEMA_REF]),
    (K::ALTER_SEQUENCE, ObjectKind::Sequence, &[K::SEQUENCE_REF]),
    (K::ALTER_SERVER, ObjectKind::Server, &[K::SERVER_REF]),
    (K::ALTER_STATISTICS, ObjectKind::Statistics, &[K::STATISTICS_REF]),
    (K::ALTER_SUBSCRIPTION, ObjectKind::Subscription, &[K::SUBSCRIPTION_REF]),
    (K::ALTER_TABLESPACE, ObjectKind::Tablespace, &[K::TABLESPACE_REF]),
    (K::ALTER_TEXT_SEARCH_CONFIGURATION, ObjectKind::TextSearch, &[K::TEXT_SEARCH_CONFIGURATION_REF]),
    (K::ALTER_TEXT_SEARCH_DICTIONARY, ObjectKind::TextSearch, &[K::TEXT_SEARCH_DICTIONARY_REF]),
    (K::ALTER_TEXT_SEARCH_PARSER, ObjectKind::TextSearch, &[K::TEXT_SEARCH_PARSER_REF]),
    (K::ALTER_TEXT_SEARCH_TEMPLATE, ObjectKind::TextSearch, &[K::TEXT_SEARCH_TEMPLATE_REF]),
    (K::ALTER_TRIGGER, ObjectKind::Trigger, &[K::TRIGGER_REF]),
    (K::ALTER_USER_MAPPING, ObjectKind::UserMapping, &[]),
    (K::ALTER_VIEW, ObjectKind::View, &[K::VIEW_REF]),
    (K::CREATE_ACCESS_METHOD, ObjectKind::AccessMethod, &[K::ACCESS_METHOD]),
    (K::CREATE_AGGREGATE, ObjectKind::Aggregate, &[K::AGGREGATE_NAME]),
    (K::CREATE_CAST, ObjectKind::Cast, &[]),
    (K::CREATE_COLLATION, ObjectKind::Collation, &[K::COLLATION]),
    (K::CREATE_CONVERSION, ObjectKind::Conversion, &[K::CONVERSION]),
    (K::CREATE_DOMAIN, ObjectKind::Domain, &[K::DOMAIN]),
    (K::CREATE_EVENT_TRIGGER, ObjectKind::EventTrigger, &[K::EVENT_TRIGGER]),
    (K::CREATE_EXTENSION, ObjectKind::Extension, &[K::EXTENSION]),
    (K::CREATE_FOREIGN_DATA_WRAPPER, ObjectKind::ForeignDataWrapper, &[K::FOREIGN_DATA_WRAPPER]),
    (K::CREATE_LANGUAGE, ObjectKind::Language, &[K::LANGUAGE]),
    (K::CREATE_MATERIALIZED_VIEW, ObjectKind::MaterializedView, &[K::VIEW]),
    (K::CREATE_OPERATOR, ObjectKind::Operator, &[]),
    (K::CREATE_OPERATOR_CLASS, ObjectKind::OperatorClass, &[K::OP_CLASS_NAME]),
    (K::CREATE_OPERATOR_FAMILY, ObjectKind::OperatorFamily, &[K::OP_FAMILY_NAME]),
    (K::CREATE_POLICY, ObjectKind::Policy, &[K::POLICY]),
    (K::CREATE_PUBLICATION, ObjectKind::Publication, &[K::PUBLICATION]),
    (K::CREATE_ROLE, ObjectKind::Role, &[K::ROLE]),
    (K::CREATE_USER, ObjectKind::Role, &[K::ROLE]),
    (K::CREATE_GROUP, ObjectKind::Role, &[K::ROLE]),
    (K::CREATE_RULE, ObjectKind::Rule, &[K::RULE]),
    (K::CREATE_SEQUENCE, ObjectKind::Sequence, &[K::SEQUENCE]),
    (K::CREATE_SERVER, ObjectKind::Server, &[K::SERVER]),
    (K::CREATE_STATISTICS, ObjectKind::Statistics, &[K::STATISTICS]),
    (K::CREATE_TEXT_SEARCH_CONFIGURATION, ObjectKind::TextSearch, &[K::TEXT_SEARCH_CONFIGURATION]),
    (K::CREATE_TEXT_SEARCH_DICTIONARY, ObjectKind::TextSearch, &[K::TEXT_SEARCH_DICTIONARY]),
    (K::CREATE_TEXT_SEARCH_PARSER, ObjectKind::TextSearch, &[K::TEXT_SEARCH_PARSER]),
    (K::CREATE_TEXT_SEARCH_TEMPLATE, ObjectKind::TextSearch, &[K::TEXT_SEARCH_TEMPLATE]),
    (K::CREATE_TRANSFORM, ObjectKind::Transform, &[]),
    (K::CREATE_TRIGGER, ObjectKind::Trigger, &[K::TRIGGER]),
    (K::CREATE_USER_MAPPING, ObjectKind::UserMapping, &[]),
    (K::CREATE_VIEW, ObjectKind::View, &[K::VIEW]),
    (K::DROP_ACCESS_METHOD, ObjectKind::AccessMethod, &[K::ACCESS_METHOD_REF]),
    (K::DROP_AGGREGATE, ObjectKind::Aggregate, &[K::AGGREGATE]),
    (K::DROP_CAST, ObjectKind::Cast, &[]),
    (K::DROP_COLLATION, ObjectKind::Collation, &[K::COLLATION_REF]),
    (K::DROP_CONVERSION, ObjectKind::Conversion, &[K::CONVERSION_REF]),
    (K::DROP_DOMAIN, ObjectKind::Domain, &[K::DOMAIN_REF]),
    (K::DROP_EVENT_TRIGGER, ObjectKind::EventTrigger, &[K::EVENT_TRIGGER_REF]),
    (K::DROP_EXTENSION, ObjectKind::Extension, &[K::EXTENSION_REF]),
    (K::DROP_FOREIGN_DATA_WRAPPER, ObjectKind::ForeignDataWrapper, &[K::FOREIGN_DATA_WRAPPER_REF]),
    (K::DROP_FOREIGN_TABLE, ObjectKind::ForeignTable, &[K::TABLE_NAME_REF]),
    (K::DROP_FUNCTION, ObjectKind::Function, &[K::FUNCTION_SIG]),
    (K::DROP_INDEX, ObjectKind::Index, &[K::INDEX_REF]),
    (K::DROP_LANGUAGE, ObjectKind::Language, &[K::LANGUAGE_REF]),
    (K::DROP_MATERIALIZED_VIEW, ObjectKind::MaterializedView, &[K::VIEW_REF]),
    (K::DROP_OPERATOR, ObjectKind::Operator, &[K::OP_SIG]),
    (K::DROP_OPERATOR_CLASS, ObjectKind::OperatorClass, &[K::OP_CLASS_REF]),
    (K::DROP_OPERATOR_FAMILY, ObjectKind::OperatorFamily, &[K::OP_FAMILY_REF]),
    (K::DROP_POLICY, ObjectKind::Policy, &[K::POLICY_REF]),
    (K::DROP_PROCEDURE, ObjectKind::Procedure, &[K::PROCEDURE_SIG, K::FUNCTION_SIG]),
    (K::DROP_PUBLICATION, ObjectKind::Publication, &[K::PUBLICATION_REF]),
    (K::DROP_ROLE, ObjectKind::Role, &[K::ROLE_REF]),
    (K::DROP_USER, ObjectKind::Role, &[K::ROLE_REF]),
    (K::DROP_GROUP, ObjectKind::Role, &[K::ROLE_REF]),
    (K::DROP_ROUTINE, ObjectKind::Routine, &[K::ROUTINE_SIG, K::FUNCTION_SIG]),
    (K::DROP_RULE, ObjectKind::Rule, &[K::RULE_REF]),
    (K::DROP_SCHEMA, ObjectKind::Schema, &[K::SCHEMA_REF]),
    (K::DROP_SEQUENCE, ObjectKind::Sequence, &[K::SEQUENCE_REF]),
    (K::DROP_SERVER, ObjectKind::Server, &[K::SERVER_REF]),
    (K::DROP_STATISTICS, ObjectKind::Statistics, &[K::STATISTICS_REF]),
    (K::DROP_SUBSCRIPTION, ObjectKind::Subscription, &[K::SUBSCRIPTION_REF]),
    (K::DROP_TABLE, ObjectKind::Table, &[K::TABLE_NAME_REF]),
    (K::DROP_TEXT_SEARCH_CONFIG, ObjectKind::TextSearch, &[K::TEXT_SEARCH_CONFIGURATION_REF]),
    (K::DROP_TEXT_SEARCH_DICT, ObjectKind::TextSearch, &[K::TEXT_SEARCH_DICTIONARY_REF]),
    (K::DROP_TEXT_SEARCH_PARSER, ObjectKind::TextSearch, &[K::TEXT_SEARCH_PARSER_REF]),
    (K::DROP_TEXT_SEARCH_TEMPLATE, ObjectKind::TextSearch, &[K::TEXT_SEARCH_TEMPLATE_REF]),
    (K::DROP_TRANSFORM, ObjectKind::Transform, &[]),
    (K::DROP_TRIGGER, ObjectKind::Trigger, &[K::TRIGGER_REF]),
    (K::DROP_TYPE, ObjectKind::Type, &[K::TYPE_NAME_REF]),
    (K::DROP_USER_MAPPING, ObjectKind::UserMapping, &[]),
    (K::DROP_VIEW, ObjectKind::View, &[K::VIEW_REF]),
];

/// Every object that a `CREATE`, `ALTER` or `DROP` names; none for another kind of statement. If no name
/// can be read, there is one object without a name.
pub(super) fn named(node: At) -> Option<Vec<Object>> {
    let (_, kind, carriers) = NAMED.iter().find(|(statement, _, _)| *statement == node.kind())?;
    let carries = |found: &At| carriers.contains(&found.kind());
    let direct: Vec<At> = node.children().filter(carries).collect();
    // Signatures are in a list of their own.
    let found = if direct.is_empty() { node.all().filter(carries).collect() } else { direct };
    let is_part = matches!(kind, ObjectKind::Policy | ObjectKind::Trigger | ObjectKind::Rule);
    let object = |carrier: At| {
        if is_part {
            Object::part(*kind, plain_name(carrier), &on_table(node))
        } else {
            Object::new(*kind, name_of(carrier))
        }
    };
    let mut objects: Vec<Object> = found.into_iter().map(object).collect();
    if objects.is_empty() {
        objects.push(Object::new(*kind, Name::default()));
    }
    Some(objects)
}

/// The name of a signature is its first path; everything else is one name.
fn name_of(carrier: At) -> Name {
    for kind in [K::FUNCTION_NAME_REF, K::PROCEDURE_NAME_REF, K::ROUTINE_NAME_REF, K::AGGREGATE_NAME] {
        if carrier.has(kind) {
            return path_in(carrier, kind);
        }
    }
    if carrier.kind() == K::ROLE_REF {
        return Name { schema: None, name: role(carrier) };
    }
    path_name(carrier)
}

/// The name after `RENAME TO`.
pub(super) fn new_name(node: At) -> String {
    let last = node.children().filter(|child| !child.is_token()).last();
    last.map(|last| path_name(last).name).unwrap_or_default()
}

/// The schema after `SET SCHEMA`.
pub(super) fn new_schema(node: At) -> String {
    plain_in(node, K::SCHEMA_REF)
}
