//! Columns, keys and indexes of a model.

use super::attribute::ListedField;
use super::blocks::Blocks;
use super::default::{self, Context};
use super::error::Error;
use super::model::{Column, Default, Index, IndexPart};
use super::names::constraint;
use super::native;
use super::syntax::{Arity, Attribute, Block, Field, FieldType, Word};

/// The columns of a model: its fields but for those of relations.
pub(super) fn columns(block: &Block, blocks: &Blocks<'_>) -> Result<Vec<Column>, Error> {
    block.fields.iter().filter_map(|field| column(field, blocks).transpose()).collect()
}

fn column(field: &Field, blocks: &Blocks<'_>) -> Result<Option<Column>, Error> {
    let name = field.attribute("map").map(|attribute| attribute.text("name")).transpose()?.flatten();
    let native = field.attributes.iter().find(|attribute| attribute.name.text.starts_with("db."));
    let (field_type, mut values) = (
        match &field.r#type {
            FieldType::Named(word) => word.text.as_str(),
            FieldType::Unsupported(_) => "",
        },
        None,
    );
    let sql_type = match (&field.r#type, native) {
        (FieldType::Unsupported(sql), _) => sql.clone(),
        (FieldType::Named(_), Some(native)) => native::of_attribute(native)?,
        (FieldType::Named(word), None) => match (native::of_scalar(&word.text), blocks.enums.get(word.text.as_str())) {
            (Some(sql), _) => sql.to_owned(),
            (None, Some(known)) => {
                values = Some(known.values.as_slice());
                known.sql.clone()
            }
            (None, None) if blocks.is_relation(&word.text) => return Ok(None),
            (None, None) => return Err(unknown_type(word)),
        },
    };
    let is_list = field.arity == Arity::List;
    let default = field.attribute("default").map(|attribute| {
        let value = attribute.first_or_named("value").ok_or_else(|| attribute.fault("`@default` needs a value"))?;
        default::read(value, &Context { field_type, sql_type: &sql_type, is_list, values })
    });
    Ok(Some(Column {
        field: field.name.text.clone(),
        place: (field.name.file, field.name.span.clone()),
        name: name.unwrap_or_else(|| field.name.text.clone()),
        r#type: sql_type,
        is_list,
        not_null: field.arity == Arity::Required,
        default: default.transpose()?.unwrap_or(Default::None),
    }))
}

fn unknown_type(word: &Word) -> Error {
    Error::new(
        word.file,
        &word.span,
        format!("`{}` is not a scalar type, and no model or enum has this name", word.text),
    )
}

/// The primary key.
pub(super) fn primary_key(block: &Block, table: &str, columns: &[Column]) -> Result<Option<Index>, Error> {
    let by_field = block.fields.iter().find_map(|field| field.attribute("id").map(|attribute| (field, attribute)));
    let (attribute, listed) = match (by_field, block.attribute("id")) {
        (Some(_), Some(attribute)) => return Err(attribute.fault("the model has two primary keys")),
        (Some((field, attribute)), None) => (attribute, vec![alone(field, attribute)?]),
        (None, Some(attribute)) => (attribute, attribute.listed("fields")?),
        (None, None) => return Ok(None),
    };
    let name = attribute.named_text("map")?.unwrap_or_else(|| constraint(table, &[], "_pkey"));
    Ok(Some(Index { name, is_unique: true, method: None, parts: parts(&listed, columns)? }))
}

/// The unique keys, in order of the fields and then of the attributes of the block, and the other indexes.
pub(super) fn indexes(block: &Block, table: &str, columns: &[Column]) -> Result<Vec<Index>, Error> {
    let mut indexes = Vec::new();
    for field in &block.fields {
        if let Some(attribute) = field.attribute("unique") {
            indexes.push(index(attribute, &[alone(field, attribute)?], table, columns)?);
        }
    }
    for attribute in block.all("unique").chain(block.all("index")) {
        indexes.push(index(attribute, &attribute.listed("fields")?, table, columns)?);
    }
    Ok(indexes)
}

fn index(attribute: &Attribute, listed: &[ListedField], table: &str, columns: &[Column]) -> Result<Index, Error> {
    let is_unique = attribute.name.text == "unique";
    let parts = parts(listed, columns)?;
    let names: Vec<&str> = parts.iter().map(|part| part.column.as_str()).collect();
    let suffix = if is_unique { "_key" } else { "_idx" };
    // Before `map` existed, an index had its name in the database as `name`; that of a unique key is for the client.
    let name = match attribute.named_text("map")? {
        None if attribute.name.text == "index" => attribute.named_text("name")?,
        name => name,
    };
    let name = name.unwrap_or_else(|| constraint(table, &names, suffix));
    let method = match attribute.named("type") {
        None => None,
        Some(value) => match value.name()? {
            "BTree" => None,
            "Hash" => Some("HASH"),
            "Gist" => Some("GIST"),
            "Gin" => Some("GIN"),
            "SpGist" => Some("SPGIST"),
            "Brin" => Some("BRIN"),
            other => return Err(value.fault(format!("`{other}` is not a type of index"))),
        },
    };
    Ok(Index { name, is_unique, method, parts })
}

/// The field of `@id` or `@unique`, with the options of the attribute.
fn alone(field: &Field, attribute: &Attribute) -> Result<ListedField, Error> {
    let sort = attribute.named("sort").map(super::syntax::Value::name).transpose()?;
    Ok(ListedField { name: field.name.clone(), is_descending: sort == Some("Desc"), opclass: None })
}

fn parts(listed: &[ListedField], columns: &[Column]) -> Result<Vec<IndexPart>, Error> {
    let part = |field: &ListedField| {
        let column = name_of(&field.name, columns)?;
        Ok(IndexPart { column, is_descending: field.is_descending, opclass: field.opclass.clone() })
    };
    listed.iter().map(part).collect()
}

/// The name of the column of a field.
pub(super) fn name_of(field: &Word, columns: &[Column]) -> Result<String, Error> {
    let found = columns.iter().find(|column| column.field == field.text);
    found
        .map(|column| column.name.clone())
        .ok_or_else(|| Error::new(field.file, &field.span, format!("`{}` is not a field with a column", field.text)))
}
