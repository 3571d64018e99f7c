//! Identities of objects: kind and name, by which the objects of two catalogs are matched.

use crate::object::{ObjectKind, quoted};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A kind of object of a catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the object of that name in PostgreSQL")]
pub enum Kind {
    Schema,
    Extension,
    Table,
    ForeignTable,
    Column,
    Constraint,
    DomainConstraint,
    Index,
    View,
    MaterializedView,
    Sequence,
    Function,
    Procedure,
    Aggregate,
    Trigger,
    Rule,
    EventTrigger,
    Policy,
    Type,
    Domain,
    Collation,
    Conversion,
    Cast,
    Transform,
    Operator,
    OperatorClass,
    OperatorFamily,
    Language,
    AccessMethod,
    TextSearchParser,
    TextSearchTemplate,
    TextSearchDictionary,
    TextSearchConfiguration,
    Statistics,
    Publication,
    Subscription,
    ForeignDataWrapper,
    Server,
    UserMapping,
    DefaultPrivileges,
    /// An object of an extension or of the server with other privileges than it was created with.
    Altered,
}

impl Kind {
    /// Returns the word for it in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Table => "table",
            Self::ForeignTable => "foreign table",
            Self::Column => "column",
            Self::Constraint => "constraint",
            Self::DomainConstraint => "domain constraint",
            Self::Index => "index",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Sequence => "sequence",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Aggregate => "aggregate",
            Self::Trigger => "trigger",
            Self::Rule => "rule",
            Self::EventTrigger => "event trigger",
            Self::Policy => "policy",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Collation => "collation",
            Self::Conversion => "conversion",
            Self::Cast => "cast",
            Self::Transform => "transform",
            Self::Operator => "operator",
            Self::OperatorClass => "operator class",
            Self::OperatorFamily => "operator family",
            Self::Language => "language",
            Self::AccessMethod => "access method",
            Self::TextSearchParser => "text search parser",
            Self::TextSearchTemplate => "text search template",
            Self::TextSearchDictionary => "text search dictionary",
            Self::TextSearchConfiguration => "text search configuration",
            Self::Statistics => "statistics",
            Self::Publication => "publication",
            Self::Subscription => "subscription",
            Self::ForeignDataWrapper => "foreign-data wrapper",
            Self::Server => "server",
            Self::UserMapping => "user mapping",
            Self::DefaultPrivileges => "default privileges",
            Self::Altered => "altered object",
        }
    }

    /// Returns the kind that statements know.
    pub fn of_statement(self) -> ObjectKind {
        match self {
            Self::Schema => ObjectKind::Schema,
            Self::Extension => ObjectKind::Extension,
            Self::Table => ObjectKind::Table,
            Self::ForeignTable => ObjectKind::ForeignTable,
            Self::Column => ObjectKind::Column,
            Self::Constraint | Self::DomainConstraint => ObjectKind::Constraint,
            Self::Index => ObjectKind::Index,
            Self::View => ObjectKind::View,
            Self::MaterializedView => ObjectKind::MaterializedView,
            Self::Sequence => ObjectKind::Sequence,
            Self::Function => ObjectKind::Function,
            Self::Procedure => ObjectKind::Procedure,
            Self::Aggregate => ObjectKind::Aggregate,
            Self::Trigger => ObjectKind::Trigger,
            Self::Rule => ObjectKind::Rule,
            Self::EventTrigger => ObjectKind::EventTrigger,
            Self::Policy => ObjectKind::Policy,
            Self::Type => ObjectKind::Type,
            Self::Domain => ObjectKind::Domain,
            Self::Collation => ObjectKind::Collation,
            Self::Conversion => ObjectKind::Conversion,
            Self::Cast => ObjectKind::Cast,
            Self::Transform => ObjectKind::Transform,
            Self::Operator => ObjectKind::Operator,
            Self::OperatorClass => ObjectKind::OperatorClass,
            Self::OperatorFamily => ObjectKind::OperatorFamily,
            Self::Language => ObjectKind::Language,
            Self::AccessMethod => ObjectKind::AccessMethod,
            Self::TextSearchParser
            | Self::TextSearchTemplate
            | Self::TextSearchDictionary
            | Self::TextSearchConfiguration => ObjectKind::TextSearch,
            Self::Statistics => ObjectKind::Statistics,
            Self::Publication => ObjectKind::Publication,
            Self::Subscription => ObjectKind::Subscription,
            Self::ForeignDataWrapper => ObjectKind::ForeignDataWrapper,
            Self::Server => ObjectKind::Server,
            Self::UserMapping => ObjectKind::UserMapping,
            Self::DefaultPrivileges | Self::Altered => ObjectKind::Other,
        }
    }

    /// Whether other objects name it as the one that they are a part of.
    pub fn has_parts(self) -> bool {
        matches!(
            self,
            Self::Table | Self::ForeignTable | Self::View | Self::MaterializedView | Self::Type | Self::Domain
        )
    }

    /// Whether its objects are in no schema, so that a dump of some schemas lacks them.
    pub fn is_outside_schemas(self) -> bool {
        matches!(
            self,
            Self::Extension
                | Self::EventTrigger
                | Self::Cast
                | Self::Transform
                | Self::Language
                | Self::AccessMethod
                | Self::Publication
                | Self::Subscription
                | Self::ForeignDataWrapper
                | Self::Server
                | Self::UserMapping
        )
    }
}

/// A name with its schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Qualified {
    pub schema: String,
    pub name: String,
}

/// The identity of an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub kind: Kind,
    pub schema: Option<String>,
    /// The object that it is a part of: a table, a domain, the access method of an operator class, a server.
    pub on: Option<String>,
    pub name: String,
    /// The types of the arguments of a routine or operator.
    pub arguments: Option<String>,
}

impl Identity {
    /// An object outside of schemas.
    pub(super) fn top(kind: Kind, name: &str) -> Self {
        Self { kind, schema: None, on: None, name: name.to_owned(), arguments: None }
    }

    /// An object in a schema.
    pub(super) fn within(kind: Kind, schema: &str, name: &str) -> Self {
        Self { schema: Some(schema.to_owned()), ..Self::top(kind, name) }
    }

    /// A part of an object in a schema.
    pub(super) fn part(kind: Kind, schema: &str, on: &str, name: &str) -> Self {
        Self { on: Some(on.to_owned()), ..Self::within(kind, schema, name) }
    }

    /// Whether its identity says that it is a part of another object.
    pub fn is_part_of(&self, other: &Self) -> bool {
        other.kind.has_parts() && self.schema == other.schema && self.on.as_ref() == Some(&other.name)
    }

    pub(super) fn with_arguments(self, arguments: &str) -> Self {
        Self { arguments: Some(arguments.to_owned()), ..self }
    }
}

/// As in a sentence: ``column `a` of `public.t` ``.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.schema.as_ref().map(|schema| format!("{}.", quoted(schema))).unwrap_or_default();
        // These names are phrases, not identifiers.
        let is_phrase = matches!(self.kind, Kind::Cast | Kind::Transform | Kind::DefaultPrivileges | Kind::Altered);
        let name = match &self.arguments {
            _ if is_phrase => self.name.clone(),
            Some(arguments) => format!("{}({arguments})", quoted(&self.name)),
            None => quoted(&self.name),
        };
        write!(f, "{} `", self.kind.word())?;
        match &self.on {
            None => write!(f, "{schema}{name}`"),
            Some(on) if matches!(self.kind, Kind::OperatorClass | Kind::OperatorFamily) => {
                write!(f, "{schema}{name}` using `{}`", quoted(on))
            }
            Some(on) => write!(f, "{name}` on `{schema}{}`", quoted(on)),
        }
    }
}
