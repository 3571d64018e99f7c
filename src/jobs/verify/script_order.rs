//! The scripts of a history that a replay runs: up migrations in order, each with its down migration.

use super::stops::Pair;
use crate::migration::layout::{Layout, Listing, Refusal};
use crate::migration::{FileRef, History, Migration, Role, Script};
use crate::replay::Source;

/// The up migrations in the order in which the migration tool runs them on an empty database: a
/// baseline replaces everything up to its version, and repeatable migrations come last. `skipped` is one that the tool
/// skips.
pub(super) fn up_scripts<'a>(history: &'a History, skipped: Option<&Migration>) -> Vec<&'a Script> {
    let is = |migration: &Migration, role: Role| migration.scripts.iter().any(|script| script.role == role);
    let baseline = history.iter().rfind(|migration| is(migration, Role::Baseline));
    let is_replaced = |migration: &&Migration| {
        baseline.is_some_and(|baseline| {
            !is(migration, Role::Baseline) && migration.version.order <= baseline.version.order
                || is(migration, Role::Baseline) && migration.path != baseline.path
        })
    };
    let (versioned, repeatable): (Vec<_>, Vec<_>) = history.iter().partition(|migration| migration.is_versioned());
    let is_skipped = |migration: &Migration| skipped.is_some_and(|skipped| skipped.path == migration.path);
    let versioned = versioned.into_iter().filter(|migration| !is_replaced(migration) && !is_skipped(migration));
    let scripts = versioned.chain(repeatable).flat_map(|migration| &migration.scripts);
    scripts.filter(|script| script.role != Role::Down).collect()
}

/// The down migration of a script in a file of its own: the one of the same migration, or, in Flyway,
/// the one of the same version.
pub(super) fn down_script<'a>(history: &'a History, up: &Script) -> Option<&'a FileRef> {
    let own = history.of_file(&up.file.path).filter(|_| up.role == Role::Up)?;
    let is_its = |migration: &&Migration| migration.path == own.path || migration.version.order == own.version.order;
    let scripts = history.iter().filter(is_its).flat_map(|migration| &migration.scripts);
    scripts.into_iter().find(|script| script.role == Role::Down).map(|script| &script.file)
}

/// Takes out the migrations before the last one that stands for all before it.
pub(super) fn without_replaced(layout: &Layout, pairs: &mut Vec<Pair>, roles: &mut Vec<Role>) -> Vec<Source> {
    let start = pairs.iter().rposition(|(source, _)| (layout.is_checkpoint)(&source.content)).unwrap_or_default();
    roles.drain(..start);
    pairs.drain(..start).map(|(source, _)| source).collect()
}

/// Puts migrations into the order in which a file lists them. One that it does not list comes last. Where a script is
/// missing that it lists, the tool runs none.
pub(super) fn as_listed(layout: &Layout, listing: &Listing, listed: Option<&[u8]>, pairs: &mut [Pair]) {
    // Without a list the tool refuses every script.
    let Some(names) = listed.and_then(|content| (listing.names)(content)) else { return };
    let name = |pair: &Pair| String::from_utf8_lossy(pair.0.path.file_name()).into_owned();
    let missing = names.iter().find(|listed| !pairs.iter().any(|pair| name(pair) == **listed)).cloned();
    let place = |pair: &Pair| names.iter().position(|listed| *listed == name(pair)).unwrap_or(names.len());
    pairs.sort_by_key(place);
    if let (Some(missing), Some((first, _))) = (missing, pairs.first_mut()) {
        let (tool, file) = (layout.tool, listing.file);
        let refusal = Refusal {
            span: 0..0,
            message: format!("{tool} refuses the folder, because `{file}` lists `{missing}`, which does not exist"),
            help: format!("restore the file with git, or remove its entry from `{file}`"),
            until: None,
        };
        first.section.refusals.insert(0, refusal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{Kind, Project, Schema, layout};
    use crate::text::RelPath;

    #[test]
    fn a_baseline_replaces_earlier_migrations() {
        let project = Project {
            root: RelPath::default(),
            folder: "m".into(),
            layout: &layout::FLYWAY,
            platform: None,
            schema: Schema::None,
            declared: Vec::new(),
            locations: Vec::new(),
        };
        let names = ["m/R__views.sql", "m/V1__a.sql", "m/V2__b.sql", "m/B2__base.sql", "m/V3__c.sql", "m/U3__c.sql"];
        let files = names.map(|path| FileRef { path: path.into(), kind: Kind::File, content_id: "".into() });
        let history = History::read(&project, &files);
        let found: Vec<String> =
            up_scripts(&history, None).into_iter().map(|script| script.file.path.to_string()).collect();
        assert_eq!(found, ["m/B2__base.sql", "m/V3__c.sql", "m/R__views.sql"]);
        let down = |script: &Script| down_script(&history, script).map(|file| file.path.to_string());
        let downs: Vec<Option<String>> = up_scripts(&history, None).into_iter().map(down).collect();
        assert_eq!(downs, [None, Some("m/U3__c.sql".to_owned()), None]);
    }
}
