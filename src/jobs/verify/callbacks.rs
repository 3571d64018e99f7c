//! The files that a tool runs around its migrations, each at the migration where it does.

use crate::migration::layout::{Callback, Event, Refusal};
use crate::migration::{Role, Stop};
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

/// The files that have the name of another one, for which the tool stops before it runs anything.
pub(super) fn duplicates(files: &[(Callback, Source)], tool: &str) -> Vec<Stop> {
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort_by(|(one, first), (other, second)| one.cmp(other).then_with(|| first.path.cmp(&second.path)));
    let stop = |(first, second): (&Source, &Source)| Stop {
        path: second.path.clone(),
        is_first: true,
        refusal: Refusal {
            span: 0..0,
            message: format!("{tool} refuses all migrations: the callback `{}` has the same name", first.path),
            help: "give one of the two a description, as in `beforeMigrate__roles.sql`, with `git mv`".to_owned(),
            until: None,
        },
        position: 0,
    };
    let pairs = sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    pairs.map(|pair| stop((&pair[0].1, &pair[1].1))).collect()
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
    fn two_files_of_one_name_stop_flyway() {
        let of = |path: &str| {
            let source = source(path);
            (FLYWAY.callback(source.path.file_name()).expect("a callback"), source)
        };
        let files = ["x/beforeMigrate.sql", "a/afterMigrate__x.sql", "beforeMigrate.sql", "a/afterMigrate.sql"];
        let stops = duplicates(&files.map(of), "Flyway");
        let paths: Vec<String> = stops.iter().map(|stop| stop.path.to_string()).collect();
        assert_eq!(paths, ["x/beforeMigrate.sql"]);
        assert!(stops[0].refusal.message.ends_with("`beforeMigrate.sql` has the same name"));
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
