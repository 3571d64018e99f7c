//! The statements that make a new object, with its owner and privileges.

use super::attributes;
use super::collation;
use super::column;
use super::context::Context;
use super::index::index_name;
use super::partition;
use super::privileges;
use super::sequence;
use crate::catalog::{Identity, Kind, Object, Qualified, ViewForm};
use crate::definition::create;

/// The statements that make a new object.
#[derive(Default)]
pub(super) struct Made {
    pub(super) main: Vec<String>,
    /// Run when the objects of `finish_needs` are there.
    pub(super) finish: Vec<String>,
    pub(super) finish_needs: Vec<Identity>,
}

/// Returns the statements for a new object.
pub(super) fn made(context: &Context<'_>, object: &Object) -> Made {
    let mut made = Made::default();
    match object {
        Object::Column(column) if is_of_view(context, column) => {
            made.main = column::of_view(context, column);
        }
        Object::DefaultPrivileges(defaults) => made.finish = privileges::defaults(context, None, Some(defaults)),
        Object::Altered(altered) => made.main = privileges::altered(context, None, Some(altered)).unwrap_or_default(),
        _ => made.main = create(object, &context.new),
    }
    if let (Object::Collation(of), Some(create)) = (object, made.main.first_mut())
        && let Some(copy) = collation::copy(context, of)
    {
        *create = copy;
    }
    let attached = match object {
        Object::Table(table) => {
            made.finish.extend(partition::attach(context, table));
            made.finish_needs = partition::parts(context, table);
            made.main.retain(|statement| !made.finish.contains(statement));
            None
        }
        Object::Sequence(sequence) => {
            if let Some((owner, statement)) = sequence::owned_by(context, sequence) {
                made.main.retain(|other| *other != statement);
                made.finish.push(statement);
                made.finish_needs.push(owner);
            }
            None
        }
        Object::View(view) if view.form == ViewForm::Materialized && view.populated => {
            let name = context.new.qualified(&view.schema, &view.name);
            made.finish.push(format!("REFRESH MATERIALIZED VIEW {name};"));
            None
        }
        Object::Index(index) => index.attached_to.as_ref(),
        Object::Constraint(constraint) => constraint.attached_to.as_ref(),
        _ => None,
    };
    let created = attributes::created(context, object);
    if let Some(of) = attached {
        attach(context, of, &mut made);
    }
    // A refresh runs as the owner, who may have no right to the tables.
    let is_late = |statement: &String| has_refresh(&made.finish) && statement.contains(" OWNER TO ");
    let (late, early): (Vec<String>, Vec<String>) = created.into_iter().partition(is_late);
    made.main.extend(early);
    made.finish.extend(late);
    if follows_parent(object) {
        made.finish.append(&mut made.main);
    }
    if let Object::Table(table) = object {
        let columns = context.new.columns(table).into_iter();
        let columns: Vec<Object> = columns.map(|column| Object::Column(column.clone())).collect();
        made.main.extend(columns.iter().flat_map(|column| attributes::created(context, column)));
    }
    made
}

fn has_refresh(statements: &[String]) -> bool {
    statements.iter().any(|statement| statement.starts_with("REFRESH "))
}

/// Whether an object follows from that of a parent: it is there when its table is attached.
pub(super) fn follows_parent(object: &Object) -> bool {
    match object {
        Object::Trigger(trigger) => trigger.definition.is_none(),
        Object::Constraint(constraint) => constraint.local == Some(false),
        _ => false,
    }
}

/// Moves the statement that attaches an index to the end.
fn attach(context: &Context<'_>, of: &Qualified, made: &mut Made) {
    let begin = format!("ALTER INDEX {} ATTACH PARTITION ", context.new.full(of));
    let (attach, main) =
        std::mem::take(&mut made.main).into_iter().partition(|statement| statement.starts_with(&begin));
    (made.finish, made.main) = (attach, main);
    made.finish_needs.extend(index_name(context, of));
}

/// Whether a column is that of a view or composite type, which come with their columns.
pub(super) fn is_of_view(context: &Context<'_>, column: &crate::catalog::Column) -> bool {
    let kind = Context::kind_of(context.target, &column.schema, &column.table);
    matches!(kind, Some(Kind::View | Kind::MaterializedView | Kind::Type))
}
