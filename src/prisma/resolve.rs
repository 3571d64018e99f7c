//! Reads the files of a schema.

use super::File;
use super::blocks::{Blocks, EnumNames};
use super::columns::{columns, indexes, primary_key};
use super::error::Error;
use super::many_to_many;
use super::model::{Enum, Model, Schema};
use super::names::qualified;
use super::parser::parse;
use super::relation::foreign_keys;
use super::syntax::{Block, Form, Word};
use std::collections::{BTreeMap, BTreeSet};

/// Reads a schema. `default_schema` is the schema of what names none.
pub fn read(files: &[File<'_>], default_schema: &str) -> Result<Schema, Vec<Error>> {
    let mut parsed = Vec::new();
    let mut faults = Vec::new();
    for (number, file) in files.iter().enumerate() {
        match parse(number, file.text) {
            Ok(blocks) => parsed.extend(blocks),
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(repeated(&parsed));
    if faults.is_empty() { resolved(&parsed, default_schema).map_err(|fault| vec![fault]) } else { Err(faults) }
}

/// The provider of the data source of a file: `postgresql`. `None` if there is none, or none that can be read.
pub fn provider(text: &str) -> Option<String> {
    let blocks = parse(0, text).ok()?;
    let source = blocks.iter().find(|block| block.keyword.text == "datasource")?;
    match &source.setting("provider")?.form {
        Form::Text(provider) => Some(provider.clone()),
        // An older form had several.
        Form::List(_) | Form::Number(_) | Form::Name(_) | Form::Call(..) => None,
    }
}

/// Whether no name occurs in two blocks of the files, as in a copy of a schema.
pub fn has_distinct_names(files: &[File<'_>]) -> bool {
    let blocks: Vec<Block> = files.iter().flat_map(|file| parse(0, file.text).unwrap_or_default()).collect();
    let named = blocks.iter().filter(|block| block.keyword.text != "generator");
    doubles(named.map(|block| &block.name)).is_empty()
}

/// Two blocks of one name, and two fields or values of one name in a block.
fn repeated(blocks: &[Block]) -> Vec<Error> {
    let named = blocks.iter().filter(|block| block.keyword.text != "generator" && block.keyword.text != "datasource");
    let mut faults = doubles(named.map(|block| &block.name));
    for block in blocks {
        faults.extend(doubles(block.fields.iter().map(|field| &field.name)));
        faults.extend(doubles(block.values.iter().map(|value| &value.name)));
    }
    faults
}

fn doubles<'a>(words: impl Iterator<Item = &'a Word>) -> Vec<Error> {
    let mut seen = BTreeSet::new();
    let again = words.filter(|word| !seen.insert(word.text.as_str()));
    again.map(|word| Error::new(word.file, &word.span, format!("the name `{}` occurs twice", word.text))).collect()
}

fn resolved(parsed: &[Block], default_schema: &str) -> Result<Schema, Error> {
    let of_kind = |keyword: &str| parsed.iter().filter(|block| block.keyword.text == keyword).collect::<Vec<_>>();
    let source = of_kind("datasource").into_iter().next();
    let setting = |name: &str| match source.and_then(|source| source.setting(name)).map(|value| &value.form) {
        Some(Form::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let mut enums = Vec::new();
    let mut names = BTreeMap::new();
    for block in of_kind("enum") {
        let (known, of_enum) = read_enum(block, default_schema)?;
        names.insert(block.name.text.as_str(), of_enum);
        enums.push(known);
    }
    let blocks = Blocks { models: of_kind("model"), views: of_kind("view"), enums: names };
    let mut models = blocks.models.iter().map(|block| table(block, &blocks)).collect::<Result<Vec<_>, _>>()?;
    let tables = many_to_many::tables(&blocks, &models)?;
    let keys =
        blocks.models.iter().map(|block| foreign_keys(block, &models, &blocks)).collect::<Result<Vec<_>, _>>()?;
    for (model, keys) in models.iter_mut().zip(keys) {
        model.foreign_keys = keys;
    }
    models.extend(tables);
    // Prisma Client holds the relations together then.
    if setting("relationMode").as_deref() == Some("prisma") {
        for model in &mut models {
            model.foreign_keys.clear();
        }
    }
    let views = blocks.views.iter().map(|block| mapped(block)).collect::<Result<Vec<_>, Error>>()?;
    Ok(Schema { provider: setting("provider"), enums, models, views })
}

/// The name of a block in the database.
fn mapped(block: &Block) -> Result<String, Error> {
    let name = block.attribute("map").map(|attribute| attribute.text("name")).transpose()?.flatten();
    Ok(name.unwrap_or_else(|| block.name.text.clone()))
}

/// The schema in the database that a block names.
fn schema_of(block: &Block) -> Result<Option<String>, Error> {
    Ok(block.attribute("schema").map(|attribute| attribute.text("map")).transpose()?.flatten())
}

fn read_enum(block: &Block, default_schema: &str) -> Result<(Enum, EnumNames), Error> {
    let (schema, name) = (schema_of(block)?, mapped(block)?);
    let mut values = Vec::new();
    for value in &block.values {
        let mapped = value.attributes.iter().find(|attribute| attribute.name.text == "map");
        let mapped = mapped.map(|attribute| attribute.text("name")).transpose()?.flatten();
        values.push((value.name.text.clone(), mapped.unwrap_or_else(|| value.name.text.clone())));
    }
    let sql = qualified(schema.as_deref().unwrap_or(default_schema), &name);
    let of_database = values.iter().map(|(_, mapped)| mapped.clone()).collect();
    Ok((Enum { schema, name, values: of_database }, EnumNames { sql, values }))
}

fn table(block: &Block, blocks: &Blocks<'_>) -> Result<Model, Error> {
    let table = mapped(block)?;
    let columns = columns(block, blocks)?;
    Ok(Model {
        model: block.name.text.clone(),
        schema: schema_of(block)?,
        primary_key: primary_key(block, &table, &columns)?,
        indexes: indexes(block, &table, &columns)?,
        foreign_keys: Vec::new(),
        place: (block.name.file, block.name.span.clone()),
        columns,
        table,
    })
}
