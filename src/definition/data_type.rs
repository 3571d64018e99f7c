//! Types: enums, composite types, ranges, base types and shells.

use super::entry::{Described, Entry};
use super::name::literal;
use super::source::{Source, function_name};
use crate::catalog::{BaseType, DataType, RangeType, TypeForm};

pub(super) fn data_type(source: &Source<'_>, data_type: &DataType) -> Vec<Entry> {
    let name = source.qualified(&data_type.schema, &data_type.name);
    let create = match data_type.form {
        TypeForm::Enum => {
            let values: Vec<String> = data_type.values.iter().flatten().map(|value| literal(value)).collect();
            format!("CREATE TYPE {name} AS ENUM ({}\n);", lines(&values))
        }
        TypeForm::Composite => format!("CREATE TYPE {name} AS ({}\n);", attributes(source, data_type)),
        TypeForm::Range => {
            let range = data_type.range.as_ref().map(|range| range_options(source, data_type, range));
            format!("CREATE TYPE {name} AS RANGE ({}\n);", lines(&range.unwrap_or_default()))
        }
        TypeForm::Base => {
            let options = data_type.base.as_ref().map(base_options).unwrap_or_default();
            format!("CREATE TYPE {name} ({}\n);", lines(&options))
        }
        TypeForm::Shell | TypeForm::Domain => format!("CREATE TYPE {name};"),
    };
    let mut entries = vec![Entry::new("TYPE", Some(&data_type.schema), &data_type.name).with(create)];
    let described = Described { kind: "TYPE", schema: Some(&data_type.schema), name: source.id(&data_type.name) };
    entries.extend(described.entries(source, data_type.comment.as_deref(), data_type.labels.as_ref()));
    if data_type.form == TypeForm::Composite {
        entries.extend(attribute_comments(source, data_type));
    }
    entries
}

/// The type without its definition, which functions of the type need.
pub(super) fn shell(source: &Source<'_>, data_type: &DataType) -> Entry {
    let name = source.qualified(&data_type.schema, &data_type.name);
    Entry::new("SHELL TYPE", Some(&data_type.schema), &data_type.name).with(format!("CREATE TYPE {name};"))
}

/// Writes each item on a line.
fn lines(items: &[String]) -> String {
    items.iter().map(|item| format!("\n    {item}")).collect::<Vec<_>>().join(",")
}

fn attributes(source: &Source<'_>, data_type: &DataType) -> String {
    let attributes = data_type.attributes.iter().flatten().map(|attribute| {
        let collate = source.collate(attribute.collation.as_ref());
        format!("\n\t{} {}{collate}", source.id(&attribute.name), attribute.r#type)
    });
    attributes.collect::<Vec<_>>().join(",")
}

fn attribute_comments(source: &Source<'_>, data_type: &DataType) -> Vec<Entry> {
    let Some(parts) = source.parts(&data_type.schema, &data_type.name) else { return Vec::new() };
    let attributes = data_type.attributes.iter().flatten();
    let columns = attributes.filter_map(|attribute| parts.columns.get(attribute.name.as_str()));
    columns.flat_map(|column| super::column::comments(source, column)).collect()
}

fn range_options(source: &Source<'_>, data_type: &DataType, range: &RangeType) -> Vec<String> {
    let words = source.words(&data_type.identity());
    let mut options = vec![format!("subtype = {}", range.subtype)];
    if let Some(multirange) = &range.multirange {
        options.push(format!("multirange_type_name = {}", source.full(multirange)));
    }
    if words.and_then(|words| words.has_default_opclass) != Some(true) {
        options.push(format!("subtype_opclass = {}", source.full(&range.opclass)));
    }
    let is_default = words.and_then(|words| words.has_default_collation) == Some(true);
    if let Some(collation) = range.collation.as_ref().filter(|_| !is_default) {
        options.push(format!("collation = {}", source.full(collation)));
    }
    for (option, function) in [("canonical", &range.canonical), ("subtype_diff", &range.difference)] {
        if let Some(function) = function {
            options.push(format!("{option} = {}", function_name(function)));
        }
    }
    options
}

fn base_options(base: &BaseType) -> Vec<String> {
    let length = if base.length == -1 { "variable".to_owned() } else { base.length.to_string() };
    let mut options = vec![format!("INTERNALLENGTH = {length}")];
    let mut add = |name: &str, function: Option<&String>| {
        options.extend(function.map(|function| format!("{name} = {}", function_name(function))));
    };
    add("INPUT", Some(&base.input));
    add("OUTPUT", Some(&base.output));
    add("RECEIVE", base.receive.as_ref());
    add("SEND", base.send.as_ref());
    add("TYPMOD_IN", base.modifier_input.as_ref());
    add("TYPMOD_OUT", base.modifier_output.as_ref());
    add("ANALYZE", base.analyze.as_ref());
    if base.collatable {
        options.push("COLLATABLE = true".to_owned());
    }
    options.extend(base.default.as_ref().map(|default| format!("DEFAULT = {}", literal(default))));
    options.extend(base.subscript.as_ref().map(|function| format!("SUBSCRIPT = {}", function_name(function))));
    options.extend(base.element.as_ref().map(|element| format!("ELEMENT = {element}")));
    if base.category != "U" {
        options.push(format!("CATEGORY = {}", literal(&base.category)));
    }
    if base.preferred {
        options.push("PREFERRED = true".to_owned());
    }
    if base.delimiter != "," {
        options.push(format!("DELIMITER = {}", literal(&base.delimiter)));
    }
    let alignment = [("c", "char"), ("s", "int2"), ("i", "int4"), ("d", "double")];
    let storage = [("p", "plain"), ("e", "external"), ("x", "extended"), ("m", "main")];
    let word = |words: [(&str, &'static str); 4], letter: &str| {
        words.iter().find(|(known, _)| *known == letter).map(|(_, word)| *word)
    };
    options.extend(word(alignment, &base.alignment).map(|word| format!("ALIGNMENT = {word}")));
    options.extend(word(storage, &base.storage).map(|word| format!("STORAGE = {word}")));
    if base.by_value {
        options.push("PASSEDBYVALUE".to_owned());
    }
    options
}
