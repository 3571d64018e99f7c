//! The queries, one for each noun.

use crate::catalog::{
    AccessMethod, Altered, Cast, Collation, Column, Constraint, Conversion, DataType, DefaultPrivileges, EventTrigger,
    Extension, ForeignData, Index, Language, Object, Operator, OperatorClass, OperatorFamily, Policy, Publication,
    Routine, Rule, Schema, Sequence, Statistics, Subscription, Table, TextSearch, Transform, Trigger, View,
};
use serde::de::DeserializeOwned;

/// A query for the objects of a noun.
pub(super) struct Query {
    /// Plural.
    pub(super) noun: &'static str,
    pub(super) sql: &'static str,
    /// Reads an object as the query returns it.
    pub(super) read: fn(&str) -> Result<Object, serde_json::Error>,
}

/// All queries. Each row has the address of the object (its system catalog, OID and column), or NULL, and the object as
/// JSON.
pub(super) const QUERIES: [Query; 30] = [
    Query { noun: "schemas", sql: include_str!("schema.sql"), read: read::<Schema> },
    Query { noun: "extensions", sql: include_str!("extension.sql"), read: read::<Extension> },
    Query { noun: "tables", sql: include_str!("table.sql"), read: read::<Table> },
    Query { noun: "columns", sql: include_str!("column.sql"), read: read::<Column> },
    Query { noun: "constraints", sql: include_str!("constraint.sql"), read: read::<Constraint> },
    Query { noun: "indexes", sql: include_str!("index.sql"), read: read::<Index> },
    Query { noun: "views", sql: include_str!("view.sql"), read: read::<View> },
    Query { noun: "sequences", sql: include_str!("sequence.sql"), read: read::<Sequence> },
    Query { noun: "routines", sql: include_str!("routine.sql"), read: read::<Routine> },
    Query { noun: "triggers", sql: include_str!("trigger.sql"), read: read::<Trigger> },
    Query { noun: "rules", sql: include_str!("rule.sql"), read: read::<Rule> },
    Query { noun: "event triggers", sql: include_str!("event_trigger.sql"), read: read::<EventTrigger> },
    Query { noun: "policies", sql: include_str!("policy.sql"), read: read::<Policy> },
    Query { noun: "types", sql: include_str!("data_type.sql"), read: read::<DataType> },
    Query { noun: "collations", sql: include_str!("collation.sql"), read: read::<Collation> },
    Query { noun: "conversions", sql: include_str!("conversion.sql"), read: read::<Conversion> },
    Query { noun: "casts", sql: include_str!("cast.sql"), read: read::<Cast> },
    Query { noun: "transforms", sql: include_str!("transform.sql"), read: read::<Transform> },
    Query { noun: "operators", sql: include_str!("operator.sql"), read: read::<Operator> },
    Query { noun: "operator classes", sql: include_str!("operator_class.sql"), read: read::<OperatorClass> },
    Query { noun: "operator families", sql: include_str!("operator_family.sql"), read: read::<OperatorFamily> },
    Query { noun: "languages", sql: include_str!("language.sql"), read: read::<Language> },
    Query { noun: "access methods", sql: include_str!("access_method.sql"), read: read::<AccessMethod> },
    Query { noun: "text search objects", sql: include_str!("text_search.sql"), read: read::<TextSearch> },
    Query { noun: "statistics objects", sql: include_str!("statistics.sql"), read: read::<Statistics> },
    Query { noun: "publications", sql: include_str!("publication.sql"), read: read::<Publication> },
    Query { noun: "subscriptions", sql: include_str!("subscription.sql"), read: read::<Subscription> },
    Query { noun: "foreign data", sql: include_str!("foreign_data.sql"), read: read::<ForeignData> },
    Query { noun: "default privileges", sql: include_str!("default_privileges.sql"), read: read::<DefaultPrivileges> },
    Query { noun: "altered privileges", sql: include_str!("altered.sql"), read: read::<Altered> },
];

fn read<Noun: DeserializeOwned + Into<Object>>(json: &str) -> Result<Object, serde_json::Error> {
    serde_json::from_str::<Noun>(json).map(Into::into)
}
