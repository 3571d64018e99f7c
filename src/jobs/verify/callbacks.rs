//! The files that a tool runs around its migrations, each at the migration where it does.

use crate::migration::Role;
use crate::migration::layout::{Callback, Event};
use crate::replay::{Callbacks, Source};

/// Gives every migration the files that run around it; `roles` are those of the migrations. `must_be_empty` says that
/// the tool refuses a database in which the first files have created something.
pub(super) fn attach(
    mut files: Vec<(Callback, Source)>,
    roles: &[Role],
    migrations: &mut [&mut Source],
    must_be_empty: bool,
) {
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    if files.is_empty() || migrations.is_empty() {
        return;
    }
    let at = |event: Event| -> Vec<Source> {
        files.iter().filter(|(callback, _)| callback.event == event).map(|(_, source)| source.clone()).collect()
    };
    let last = migrations.len() - 1;
    let first_repeatable = roles.iter().position(|role| *role == Role::Repeatable);
    for (number, migration) in migrations.iter_mut().enumerate() {
        let mut around = Callbacks {
            before_each: at(Event::BeforeEach),
            before_statement: at(Event::BeforeStatement),
            after_statement: at(Event::AfterStatement),
            after_each: at(Event::AfterEach),
            must_be_empty,
            ..Callbacks::default()
        };
        if number == 0 {
            around.connected = at(Event::Connected);
            around.before = at(Event::Before);
        }
        if first_repeatable == Some(number) {
            around.before.extend(at(Event::AfterVersioned));
            around.before.extend(at(Event::BeforeRepeatable));
        }
        if number == last {
            let versioned = if first_repeatable.is_none() { at(Event::AfterVersioned) } else { Vec::new() };
            around.after = versioned.into_iter().chain(at(Event::After)).collect();
        }
        migration.callbacks = around.files().next().is_some().then(|| Box::new(around.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::Transaction;
    use crate::migration::layout::FLYWAY;

    fn source(name: &str) -> Source {
        Source::whole(name.into(), Vec::new(), Transaction::Whole)
    }

    /// What runs at each migration, in order.
    fn check(callbacks: &[&str], roles: &[Role], expected: &[&str]) {
        let of = |name: &&str| (FLYWAY.callback(name.as_bytes()).expect("a callback"), source(name));
        let mut migrations: Vec<Source> = (1..=roles.len()).map(|number| source(&number.to_string())).collect();
        attach(callbacks.iter().map(of).collect(), roles, &mut migrations.iter_mut().collect::<Vec<_>>(), true);
        let names = |migration: &Source| {
            let files = migration.callbacks.iter().flat_map(|callbacks| callbacks.files());
            files.map(|file| file.path.to_string().replace(".sql", "")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(migrations.iter().map(names).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn files_run_where_flyway_runs_them() {
        let all = ["afterMigrate.sql", "afterVersioned.sql", "beforeMigrate.sql", "beforeRepeatables.sql"];
        check(&all, &[Role::Up, Role::Up], &["beforeMigrate", "afterVersioned afterMigrate"]);
        check(
            &all,
            &[Role::Up, Role::Repeatable, Role::Repeatable],
            &["beforeMigrate", "afterVersioned beforeRepeatables", "afterMigrate"],
        );
        check(
            &["afterEachMigrate.sql", "afterConnect.sql"],
            &[Role::Up, Role::Up],
            &["afterConnect afterEachMigrate", "afterEachMigrate"],
        );
        check(&["afterMigrate__b.sql", "afterMigrate__a.sql"], &[Role::Up], &["afterMigrate__a afterMigrate__b"]);
        check(&[], &[Role::Up], &[""]);
    }
}
