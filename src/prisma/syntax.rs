//! The parts of a schema as they are written.

use crate::text::Span;

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    pub span: Span,
    pub file: usize,
}

/// `model User { … }` and the like.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub keyword: Word,
    pub name: Word,
    /// Of a model, view or composite type.
    pub fields: Vec<Field>,
    /// Of an enum.
    pub values: Vec<EnumValue>,
    /// Of a data source or generator: `provider = "postgresql"`.
    pub settings: Vec<(Word, Value)>,
    /// Those with `@@`.
    pub attributes: Vec<Attribute>,
}

/// `author User? @relation(…)`.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub name: Word,
    pub r#type: FieldType,
    pub arity: Arity,
    pub attributes: Vec<Attribute>,
}

/// The type of a field.
#[derive(Clone, Debug)]
pub(super) enum FieldType {
    Named(Word),
    /// `Unsupported("circle")`: a type as SQL.
    Unsupported(String),
}

/// Whether a field has one value, perhaps one, or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arity {
    /// Exactly one.
    Required,
    /// `?`
    Optional,
    /// `[]`
    List,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub(super) struct EnumValue {
    pub name: Word,
    pub attributes: Vec<Attribute>,
}

/// `@id`, `@db.VarChar(20)`, `@@index([a, b])`.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    /// Without `@`; with its dot: `db.VarChar`.
    pub name: Word,
    pub arguments: Vec<Argument>,
}

/// An argument of an attribute or function.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub name: Option<Word>,
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub form: Form,
    pub span: Span,
    pub file: usize,
}

/// The form of a value.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Text(String),
    Number(String),
    /// A name: of a field, an enum value, `true`, `Cascade`.
    Name(String),
    /// `now()`, `title(sort: Desc)`.
    Call(String, Vec<Argument>),
    List(Vec<Value>),
}

impl Block {
    /// The attributes of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Attribute> {
        self.attributes.iter().filter(move |attribute| attribute.name.text == name)
    }

    /// The first attribute of this name.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.text == name)
    }

    /// The value of a setting.
    pub(super) fn setting(&self, name: &str) -> Option<&Value> {
        self.settings.iter().find(|(word, _)| word.text == name).map(|(_, value)| value)
    }
}

impl Field {
    /// The first attribute of this name.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.text == name)
    }
}
