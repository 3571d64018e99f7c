//! Callbacks of Flyway: SQL files whose name is that of an event (Flyway 13, `Event.java`, `DbMigrate.java`,
//! `SqlScriptCallbackFactory.java`). Those of other commands than `migrate`, and those of errors, never run in one that
//! succeeds.

use super::facts::Layout;
use super::flyway::FLYWAY;

/// A moment at which a tool runs SQL files besides migrations, in the order of these moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// Before the tool creates its tracking table; the database has to be empty afterwards.
    Connected,
    /// Before the first migration.
    Before,
    /// Before each migration, in its transaction.
    BeforeEach,
    /// Before each statement of a migration.
    BeforeStatement,
    /// After each statement of a migration.
    AfterStatement,
    /// After each migration, in its transaction.
    AfterEach,
    /// After the last migration that has a version.
    AfterVersioned,
    /// Before the first repeatable migration.
    BeforeRepeatable,
    /// After the last migration.
    After,
}

/// The names, in the order in which those of one event run.
const NAMES: [(&str, Event); 15] = [
    ("afterConnect", Event::Connected),
    ("beforeValidate", Event::Connected),
    ("afterValidate", Event::Connected),
    ("beforeCreateSchema", Event::Connected),
    ("createSchema", Event::Connected),
    ("beforeMigrate", Event::Before),
    ("beforeEachMigrate", Event::BeforeEach),
    ("beforeEachMigrateStatement", Event::BeforeStatement),
    ("afterEachMigrateStatement", Event::AfterStatement),
    ("afterEachMigrate", Event::AfterEach),
    ("afterVersioned", Event::AfterVersioned),
    ("beforeRepeatables", Event::BeforeRepeatable),
    ("afterMigrateApplied", Event::After),
    ("afterMigrate", Event::After),
    ("afterMigrateOperationFinish", Event::After),
];

/// A file that runs at an event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Callback {
    pub event: Event,
    /// The number of its name among those of the tool, then its description: files of one event run in this order.
    order: (usize, Vec<u8>),
}

impl Layout {
    /// The event at which the tool runs a file of this name.
    pub fn callback(&self, name: &[u8]) -> Option<Callback> {
        let stem = name.len().checked_sub(4).filter(|stem| name[*stem..].eq_ignore_ascii_case(b".sql"))?;
        let description = |event: &str| {
            let rest = name[..stem].strip_prefix(event.as_bytes())?;
            if rest.is_empty() { Some(rest) } else { rest.strip_prefix(b"__") }
        };
        if *self != FLYWAY {
            return None;
        }
        let found = NAMES.iter().enumerate();
        found
            .into_iter()
            .find_map(|(at, (id, event))| Some(Callback { event: *event, order: (at, description(id)?.to_vec()) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callbacks_are_known_by_their_names() {
        let check = |name: &str, expected: Option<Event>| {
            assert_eq!(FLYWAY.callback(name.as_bytes()).map(|found| found.event), expected, "{name}");
        };
        check("beforeMigrate.sql", Some(Event::Before));
        check("afterMigrate__views.SQL", Some(Event::After));
        check("beforeEachMigrateStatement.sql", Some(Event::BeforeStatement));
        for name in
            ["aftermigrate.sql", "afterMigrate_views.sql", "afterMigrateError.sql", "beforeConnect.sql", "V1__a.sql"]
        {
            check(name, None);
        }
        let order = |name: &str| FLYWAY.callback(name.as_bytes());
        assert!(order("afterMigrateApplied.sql") < order("afterMigrate.sql"));
        assert!(order("afterMigrate.sql") < order("afterMigrate__a.sql"));
        assert!(order("afterMigrate__a.sql") < order("afterMigrate__b.sql"));
    }
}
