//! Items: what is written, or only ordered.

use crate::catalog::{Column, Constraint, DataType, Index, Object, Publication, PublishedTable, Table, View};

/// Something that is ordered.
pub(super) enum What<'a> {
    Object(&'a Object),
    /// The default of a column; `None` where the column must not inherit one.
    Default {
        column: &'a Column,
        expression: Option<&'a str>,
        is_foreign: bool,
    },
    IdentitySequence(&'a Column),
    /// A check that a partition repeats.
    RepeatedCheck(Box<Constraint>),
    Attach(&'a Table),
    IndexAttach(&'a Index),
    ConstraintIndexAttach(&'a Constraint),
    ConstraintIndex(&'a Constraint),
    ViewRule(&'a View),
    Shell(&'a DataType),
    /// The types of rows and arrays, and the relation of a composite type.
    Unwritten,
    RowSecurity(&'a Table),
    PublishedTable(&'a Publication, &'a PublishedTable),
    PublishedSchema(&'a Publication, &'a str),
    /// Everything that data needs is above the first, and what needs data is below the last.
    PreData,
    PostData,
}

/// The class of an item. The order is that of `DumpableObjectType`, which decides between items of one rank and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::enum_variant_names, reason = "an operator class is called so")]
pub(super) enum Class {
    Schema,
    Extension,
    Type,
    Shell,
    Function,
    Aggregate,
    Operator,
    AccessMethod,
    OperatorClass,
    OperatorFamily,
    Collation,
    Conversion,
    Table,
    Attach,
    Default,
    Index,
    IndexAttach,
    Statistics,
    Rule,
    Trigger,
    Constraint,
    ForeignKey,
    Language,
    Cast,
    DummyType,
    Parser,
    Dictionary,
    Template,
    Configuration,
    Wrapper,
    Server,
    Transform,
    PreData,
    PostData,
    EventTrigger,
    Policy,
    Publication,
    PublishedTable,
    PublishedSchema,
    Subscription,
}

/// The part of a text that a class belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    PreData,
    PostData,
    /// Below the data only for an item that is separate.
    PostDataIfSeparate,
    Boundary,
}

impl Class {
    /// The rank by which items are sorted first (`dbObjectTypePriorities`).
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Schema => 1,
            Self::Language => 2,
            Self::Collation => 3,
            Self::Transform => 4,
            Self::Extension => 5,
            Self::Type | Self::Shell => 6,
            Self::Cast => 7,
            Self::Function => 8,
            Self::Aggregate => 9,
            Self::AccessMethod => 10,
            Self::Operator => 11,
            Self::OperatorClass | Self::OperatorFamily => 12,
            Self::Conversion => 13,
            Self::Parser => 14,
            Self::Template => 15,
            Self::Dictionary => 16,
            Self::Configuration => 17,
            Self::Wrapper => 18,
            Self::Server => 19,
            Self::Table => 20,
            Self::Attach => 21,
            Self::DummyType => 22,
            Self::Default => 23,
            Self::PreData => 24,
            Self::PostData => 25,
            Self::Constraint => 26,
            Self::Index => 27,
            Self::IndexAttach => 28,
            Self::Statistics => 29,
            Self::Rule => 30,
            Self::Trigger => 31,
            Self::ForeignKey => 32,
            Self::Policy => 33,
            Self::Publication => 34,
            Self::PublishedTable => 35,
            Self::PublishedSchema => 36,
            Self::Subscription => 37,
            Self::EventTrigger => 38,
        }
    }

    pub(super) fn section(self) -> Section {
        match self {
            Self::PreData | Self::PostData => Section::Boundary,
            Self::Rule | Self::Constraint | Self::ForeignKey => Section::PostDataIfSeparate,
            _ if self.rank() < Self::PreData.rank() => Section::PreData,
            _ => Section::PostData,
        }
    }
}

/// An item with its place in the order.
pub(super) struct Item<'a> {
    pub(super) what: What<'a>,
    pub(super) class: Class,
    /// Items outside of schemas follow those inside.
    pub(super) schema: Option<&'a str>,
    pub(super) name: String,
    /// Keys by which items of one name are sorted.
    pub(super) ties: Vec<String>,
    /// Whether it is a statement of its own, if it could be a part of another one.
    pub(super) is_separate: bool,
    /// The items that it depends on, in the order in which cycles are searched.
    pub(super) needs: Vec<usize>,
}

impl<'a> Item<'a> {
    pub(super) fn new(what: What<'a>, class: Class, schema: Option<&'a str>, name: impl Into<String>) -> Self {
        Self { what, class, schema, name: name.into(), ties: Vec::new(), is_separate: true, needs: Vec::new() }
    }

    pub(super) fn tied(mut self, ties: impl IntoIterator<Item = String>) -> Self {
        self.ties.extend(ties);
        self
    }
}
