//! The kinds of database objects, shared by statements, catalogs and messages.

/// A kind of object that statements create, alter and drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the object of that name in PostgreSQL")]
pub enum ObjectKind {
    AccessMethod,
    Aggregate,
    Cast,
    Collation,
    Column,
    Constraint,
    Conversion,
    Database,
    Domain,
    EventTrigger,
    Extension,
    ForeignDataWrapper,
    ForeignTable,
    Function,
    Index,
    Language,
    MaterializedView,
    Operator,
    OperatorClass,
    OperatorFamily,
    Policy,
    Procedure,
    Publication,
    Role,
    Routine,
    Rule,
    Schema,
    Sequence,
    Server,
    Statistics,
    Subscription,
    Table,
    Tablespace,
    TextSearch,
    Transform,
    Trigger,
    Type,
    UserMapping,
    View,
    /// Any other kind, which no rule distinguishes.
    Other,
}

impl ObjectKind {
    /// Returns the word for it in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::AccessMethod => "access method",
            Self::Aggregate => "aggregate",
            Self::Cast => "cast",
            Self::Collation => "collation",
            Self::Column => "column",
            Self::Constraint => "constraint",
            Self::Conversion => "conversion",
            Self::Database => "database",
            Self::Domain => "domain",
            Self::EventTrigger => "event trigger",
            Self::Extension => "extension",
            Self::ForeignDataWrapper => "foreign-data wrapper",
            Self::ForeignTable => "foreign table",
            Self::Function => "function",
            Self::Index => "index",
            Self::Language => "language",
            Self::MaterializedView => "materialized view",
            Self::Operator => "operator",
            Self::OperatorClass => "operator class",
            Self::OperatorFamily => "operator family",
            Self::Policy => "policy",
            Self::Procedure => "procedure",
            Self::Publication => "publication",
            Self::Role => "role",
            Self::Routine => "routine",
            Self::Rule => "rule",
            Self::Schema => "schema",
            Self::Sequence => "sequence",
            Self::Server => "server",
            Self::Statistics => "statistics",
            Self::Subscription => "subscription",
            Self::Table => "table",
            Self::Tablespace => "tablespace",
            Self::TextSearch => "text search object",
            Self::Transform => "transform",
            Self::Trigger => "trigger",
            Self::Type => "type",
            Self::UserMapping => "user mapping",
            Self::View => "view",
            Self::Other => "object",
        }
    }

    /// Returns the kind whose name space it shares: no two objects of one name space in a schema
    /// have the same name.
    #[must_use]
    pub fn space(self) -> Self {
        match self {
            Self::ForeignTable | Self::View | Self::MaterializedView | Self::Index | Self::Sequence => Self::Table,
            Self::Procedure | Self::Routine | Self::Aggregate => Self::Function,
            Self::Domain => Self::Type,
            other => other,
        }
    }
}
