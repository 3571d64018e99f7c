//! Tables of many-to-many relations that no model describes.

use super::blocks::Blocks;
use super::error::Error;
use super::model::{Column, Default, ForeignKey, Index, IndexPart, Model};
use super::relation::{Side, sides};
use super::syntax::{Arity, Block};

/// The table of each relation whose sides are both lists, as Prisma 6 makes it. Earlier versions have a unique index in
/// place of the primary key.
pub(super) fn tables(blocks: &Blocks<'_>, models: &[Model]) -> Result<Vec<Model>, Error> {
    let mut tables: Vec<Model> = Vec::new();
    for block in &blocks.models {
        for side in sides(block, blocks).into_iter().filter(is_implicit) {
            let opposite = side.opposite(blocks)?;
            if !is_implicit(&opposite) {
                continue;
            }
            let table = table(&side, models)?;
            if !tables.iter().any(|known| known.table == table.table && known.schema == table.schema) {
                tables.push(table);
            }
        }
    }
    Ok(tables)
}

fn is_implicit(side: &Side<'_>) -> bool {
    side.field.arity == Arity::List && side.attribute.is_none_or(|attribute| attribute.named("fields").is_none())
}

fn table(side: &Side<'_>, models: &[Model]) -> Result<Model, Error> {
    let mut names = [side.block.name.text.as_str(), side.other];
    names.sort_unstable();
    let name = side.name()?.unwrap_or_else(|| format!("{}To{}", names[0], names[1]));
    let table = format!("_{name}");
    let ends = [("A", model(side.block, names[0], models)?), ("B", model(side.block, names[1], models)?)];
    let schema = ends[0].1.schema.clone();
    let (mut columns, mut foreign_keys) = (Vec::new(), Vec::new());
    for (letter, model) in ends {
        let id = id(side.block, model)?;
        columns.push(Column {
            field: letter.to_owned(),
            name: letter.to_owned(),
            default: Default::None,
            ..id.clone()
        });
        foreign_keys.push(ForeignKey {
            name: format!("{table}_{letter}_fkey"),
            columns: vec![letter.to_owned()],
            schema: model.schema.clone(),
            table: model.table.clone(),
            referenced: vec![id.name.clone()],
            on_delete: "CASCADE",
            on_update: "CASCADE",
        });
    }
    let index = |name: String, columns: &[&str], is_unique| {
        let part = |column: &&str| IndexPart { column: (*column).to_owned(), is_descending: false, opclass: None };
        Index { name, is_unique, method: None, parts: columns.iter().map(part).collect() }
    };
    Ok(Model {
        model: String::new(),
        schema,
        columns,
        primary_key: Some(index(format!("{table}_AB_pkey"), &["A", "B"], true)),
        indexes: vec![index(format!("{table}_B_index"), &["B"], false)],
        foreign_keys,
        place: (side.field.name.file, side.field.name.span.clone()),
        table,
    })
}

fn model<'a>(block: &Block, name: &str, models: &'a [Model]) -> Result<&'a Model, Error> {
    let place = &block.name;
    let missing = || Error::new(place.file, &place.span, format!("`{name}` has no table for a many-to-many relation"));
    models.iter().find(|model| model.model == name).ok_or_else(missing)
}

fn id<'a>(block: &Block, model: &'a Model) -> Result<&'a Column, Error> {
    let parts = model.primary_key.as_ref().map(|key| key.parts.as_slice()).unwrap_or_default();
    let column = match parts {
        [part] => model.columns.iter().find(|column| column.name == part.column),
        _ => None,
    };
    let place = &block.name;
    let message = format!("a many-to-many relation needs a primary key of one field in `{}`", model.model);
    column.ok_or_else(|| Error::new(place.file, &place.span, message))
}
