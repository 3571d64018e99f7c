//! Relations between models, and their foreign keys.

use super::attribute::ListedField;
use super::blocks::Blocks;
use super::columns::name_of;
use super::error::Error;
use super::model::{ForeignKey, Model};
use super::names::constraint;
use super::syntax::{Arity, Attribute, Block, Field, FieldType, Value};

/// A field whose type is a model, with the relation that it is a side of.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub block: &'a Block,
    pub field: &'a Field,
    /// The name of the other model.
    pub other: &'a str,
    pub attribute: Option<&'a Attribute>,
}

impl<'a> Side<'a> {
    /// The name of the relation, if it was given one.
    pub(super) fn name(&self) -> Result<Option<String>, Error> {
        self.attribute.map_or(Ok(None), |attribute| attribute.text("name"))
    }

    /// The field on the other side of the relation.
    pub(super) fn opposite(&self, blocks: &Blocks<'a>) -> Result<Side<'a>, Error> {
        let name = self.name()?;
        for side in sides(blocks.model(self.other), blocks) {
            let is_other = !std::ptr::eq(side.field, self.field);
            if is_other && side.other == self.block.name.text && side.name()? == name {
                return Ok(side);
            }
        }
        let place = &self.field.name;
        let message = format!("the relation has no field on the other side, in `{}`", self.other);
        Err(Error::new(place.file, &place.span, message))
    }
}

/// The fields of a model that are sides of relations.
pub(super) fn sides<'a>(block: &'a Block, blocks: &Blocks<'a>) -> Vec<Side<'a>> {
    let side = |field: &'a Field| match &field.r#type {
        FieldType::Named(word) if blocks.is_relation(&word.text) => {
            Some(Side { block, field, other: &word.text, attribute: field.attribute("relation") })
        }
        _ => None,
    };
    block.fields.iter().filter_map(side).collect()
}

/// The foreign keys of a model. `models` have their columns already.
pub(super) fn foreign_keys(block: &Block, models: &[Model], blocks: &Blocks<'_>) -> Result<Vec<ForeignKey>, Error> {
    let model = |name: &str| models.iter().find(|model| model.model == name);
    let Some(own) = model(&block.name.text) else { return Ok(Vec::new()) };
    let mut keys = Vec::new();
    for side in sides(block, blocks) {
        side.opposite(blocks)?;
        let Some((attribute, listed)) =
            side.attribute.and_then(|attribute| Some((attribute, attribute.named("fields")?)))
        else {
            continue;
        };
        // A view has no keys.
        let Some(other) = model(side.other) else { continue };
        let columns =
            fields(listed).iter().map(|field| name_of(&field.name, &own.columns)).collect::<Result<Vec<_>, _>>()?;
        let references = attribute
            .named("references")
            .ok_or_else(|| attribute.fault("`@relation` needs `references` beside `fields`"))?;
        let referenced = fields(references)
            .iter()
            .map(|field| name_of(&field.name, &other.columns))
            .collect::<Result<Vec<_>, _>>()?;
        if columns.len() != referenced.len() || columns.is_empty() {
            return Err(attribute.fault("`fields` and `references` have not the same number of fields"));
        }
        let is_required = own.columns.iter().any(|column| columns.contains(&column.name) && column.not_null);
        let on_delete = if is_required || side.field.arity == Arity::Required { "RESTRICT" } else { "SET NULL" };
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        keys.push(ForeignKey {
            name: attribute.named_text("map")?.unwrap_or_else(|| constraint(&own.table, &names, "_fkey")),
            on_delete: action(attribute, "onDelete")?.unwrap_or(on_delete),
            on_update: action(attribute, "onUpdate")?.unwrap_or("CASCADE"),
            schema: other.schema.clone(),
            table: other.table.clone(),
            columns,
            referenced,
        });
    }
    Ok(keys)
}

/// The names in a list of fields.
fn fields(value: &Value) -> Vec<ListedField> {
    let attribute = |value: &Value| {
        let name = value.name().unwrap_or_default().to_owned();
        let name = super::syntax::Word { text: name, span: value.span.clone(), file: value.file };
        ListedField { name, is_descending: false, opclass: None }
    };
    value.elements().into_iter().map(attribute).collect()
}

fn action(attribute: &Attribute, name: &str) -> Result<Option<&'static str>, Error> {
    let Some(value) = attribute.named(name) else { return Ok(None) };
    Ok(Some(match value.name()? {
        "Cascade" => "CASCADE",
        "Restrict" => "RESTRICT",
        "NoAction" => "NO ACTION",
        "SetNull" => "SET NULL",
        "SetDefault" => "SET DEFAULT",
        other => return Err(value.fault(format!("`{other}` is not a referential action"))),
    }))
}
