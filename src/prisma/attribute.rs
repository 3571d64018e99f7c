//! Arguments of attributes.

use super::error::Error;
use super::syntax::{Argument, Attribute, Form, Value, Word};

/// A field in the list of an index, with its options.
#[derive(Clone, Debug)]
pub(super) struct ListedField {
    pub name: Word,
    pub is_descending: bool,
    /// An operator class as SQL.
    pub opclass: Option<String>,
}

impl Attribute {
    /// The argument of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Value> {
        argument(&self.arguments, name)
    }

    /// The argument of this name, or the first one without a name.
    pub(super) fn first_or_named(&self, name: &str) -> Option<&Value> {
        let unnamed = || self.arguments.iter().find(|argument| argument.name.is_none()).map(|argument| &argument.value);
        self.named(name).or_else(unnamed)
    }

    /// The text of that argument.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Error> {
        self.first_or_named(name).map(Value::text).transpose()
    }

    /// The text of an argument that has to be named.
    pub(super) fn named_text(&self, name: &str) -> Result<Option<String>, Error> {
        self.named(name).map(Value::text).transpose()
    }

    /// The fields of an index or key.
    pub(super) fn listed(&self, name: &str) -> Result<Vec<ListedField>, Error> {
        let value = self.first_or_named(name).ok_or_else(|| {
            Error::new(self.name.file, &self.name.span, format!("`{}` needs a list of fields", self.name.text))
        })?;
        value.elements().iter().map(|value| listed(value)).collect()
    }

    /// A fault of the attribute.
    pub(super) fn fault(&self, message: impl Into<String>) -> Error {
        Error::new(self.name.file, &self.name.span, message)
    }
}

impl Value {
    /// The value if it is a text.
    pub(super) fn text(&self) -> Result<String, Error> {
        match &self.form {
            Form::Text(text) => Ok(text.clone()),
            _ => Err(self.fault("a text in quotes is expected here")),
        }
    }

    /// The value if it is a name.
    pub(super) fn name(&self) -> Result<&str, Error> {
        match &self.form {
            Form::Name(name) => Ok(name),
            _ => Err(self.fault("a name is expected here")),
        }
    }

    /// The elements of a list; a value alone is a list of one.
    pub(super) fn elements(&self) -> Vec<&Self> {
        match &self.form {
            Form::List(values) => values.iter().collect(),
            _ => vec![self],
        }
    }

    /// A fault of the value.
    pub(super) fn fault(&self, message: impl Into<String>) -> Error {
        Error::new(self.file, &self.span, message)
    }
}

fn argument<'a>(arguments: &'a [Argument], name: &str) -> Option<&'a Value> {
    let named = arguments.iter().find(|argument| argument.name.as_ref().is_some_and(|word| word.text == name));
    named.map(|argument| &argument.value)
}

fn listed(value: &Value) -> Result<ListedField, Error> {
    let word = |text: &str| Word { text: text.to_owned(), span: value.span.clone(), file: value.file };
    match &value.form {
        Form::Name(name) => Ok(ListedField { name: word(name), is_descending: false, opclass: None }),
        Form::Call(name, arguments) => {
            let sort = argument(arguments, "sort").map(Value::name).transpose()?;
            let opclass = argument(arguments, "ops").map(opclass).transpose()?;
            Ok(ListedField { name: word(name), is_descending: sort == Some("Desc"), opclass })
        }
        _ => Err(value.fault("the name of a field is expected here")),
    }
}

/// `raw("gin_trgm_ops")`, or a name such as `JsonbPathOps`.
fn opclass(value: &Value) -> Result<String, Error> {
    match &value.form {
        Form::Call(function, arguments) if function == "raw" => match arguments.first() {
            Some(argument) => argument.value.text(),
            None => Err(value.fault("`raw` needs the name of an operator class")),
        },
        Form::Name(name) => Ok(snake(name)),
        _ => Err(value.fault("an operator class is expected here")),
    }
}

/// The name of the class in PostgreSQL, whose words are not always those of Prisma.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    let words = [("min_max", "minmax"), ("var_bit", "varbit"), ("timestamp_tz", "timestamptz"), ("time_tz", "timetz")];
    words.iter().fold(snake, |snake, (from, to)| snake.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn knows_the_classes_of_postgres() {
        for (name, expected) in [
            ("JsonbPathOps", "jsonb_path_ops"),
            ("Int4MinMaxMultiOps", "int4_minmax_multi_ops"),
            ("VarBitMinMaxOps", "varbit_minmax_ops"),
            ("TimestampTzBloomOps", "timestamptz_bloom_ops"),
            ("InetInclusionOps", "inet_inclusion_ops"),
        ] {
            assert_eq!(snake(name), expected);
        }
    }
}
