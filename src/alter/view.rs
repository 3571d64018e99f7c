//! Views and materialized views: replaced where the columns allow it, or recreated.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::index::{depends_on_extensions, index_name};
use super::parameters;
use crate::catalog::{Object, Qualified, ReplicaIdentity, View, ViewForm};
use crate::definition::create;

/// Says how a view is altered.
pub(super) fn alter(context: &Context<'_>, before: &View, after: &View, changed: &Changed<'_>) -> Outcome {
    if after.form == ViewForm::Materialized {
        return materialized(context, before, after, changed);
    }
    let mut alteration = Alteration::default();
    let name = context.new.qualified(&after.schema, &after.name);
    if changed.any(&["definition", "columns"]) {
        let (old, new) = (before.columns.clone().unwrap_or_default(), after.columns.clone().unwrap_or_default());
        if !new.starts_with(&old) {
            return Outcome::Recreate;
        }
        // It keeps its owner, its privileges and its comments, and takes the options of the statement.
        let made = create(&Object::View(after.clone()), &context.new);
        let replaced = made.iter().find_map(|statement| statement.strip_prefix("CREATE VIEW "));
        alteration.main.extend(replaced.map(|rest| format!("CREATE OR REPLACE VIEW {rest}")));
    } else {
        let actions = parameters::changes(context, before.options.as_ref(), after.options.as_ref(), "");
        alteration.main.extend(actions.into_iter().map(|action| format!("ALTER VIEW {name} {action};")));
    }
    alteration.into()
}

fn materialized(context: &Context<'_>, before: &View, after: &View, changed: &Changed<'_>) -> Outcome {
    if changed.any(&["definition", "columns"]) {
        return Outcome::Recreate;
    }
    let mut alteration = Alteration::default();
    let name = context.new.qualified(&after.schema, &after.name);
    let alter = format!("ALTER MATERIALIZED VIEW {name}");
    let mut actions = parameters::changes(context, before.options.as_ref(), after.options.as_ref(), "");
    actions.extend(parameters::changes(context, before.toast_options.as_ref(), after.toast_options.as_ref(), "toast."));
    if let Some(method) = after.access_method.as_ref().filter(|_| changed.has("access_method")) {
        if context.target.server < 15 {
            return Outcome::Recreate;
        }
        actions.push(format!("SET ACCESS METHOD {}", context.new.id(method)));
    }
    if changed.has("tablespace") {
        let tablespace = context.new.id(after.tablespace.as_deref().unwrap_or("pg_default"));
        actions.push(format!("SET TABLESPACE {tablespace}"));
    }
    alteration.main.extend(actions.into_iter().map(|action| format!("{alter} {action};")));
    let (old, new) = (before.depends_on_extensions.as_deref(), after.depends_on_extensions.as_deref());
    alteration.main.extend(depends_on_extensions(context, &format!("MATERIALIZED VIEW {name}"), old, new));
    if changed.has("clustered_on") {
        alteration.finish.push(match &after.clustered_on {
            Some(index) => format!("{alter} CLUSTER ON {};", context.new.id(index)),
            None => format!("{alter} SET WITHOUT CLUSTER;"),
        });
    }
    if changed.any(&["replica_identity", "replica_identity_index"]) {
        let identity = match (after.replica_identity, &after.replica_identity_index) {
            (Some(ReplicaIdentity::Nothing), _) => "NOTHING".to_owned(),
            (Some(ReplicaIdentity::Full), _) => "FULL".to_owned(),
            (Some(ReplicaIdentity::Index), Some(index)) => format!("USING INDEX {}", context.new.id(index)),
            _ => "DEFAULT".to_owned(),
        };
        alteration.finish.push(format!("ALTER TABLE {name} REPLICA IDENTITY {identity};"));
    }
    let names = [&after.clustered_on, &after.replica_identity_index].into_iter().flatten();
    let names = names.map(|name| Qualified { schema: after.schema.clone(), name: name.clone() });
    alteration.finish_needs.extend(names.filter_map(|name| index_name(context, &name)));
    if before.populated != after.populated {
        let end = if after.populated { "" } else { " WITH NO DATA" };
        alteration.finish.push(format!("REFRESH MATERIALIZED VIEW {name}{end};"));
    }
    alteration.into()
}
