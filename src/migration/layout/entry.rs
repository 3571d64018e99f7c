//! The data that a tool records of a migration, by the name of its script.

use super::facts::{Layout, Shape};
use super::tracking::Entry;
use crate::text::path::printable;
use crate::text::{RelPath, Span};

impl Layout {
    /// The data that the tool records of the migration with this script.
    pub fn entry<'a>(&self, script: &RelPath, content: &'a [u8], pieces: Option<&'a [Span]>) -> Option<Entry<'a>> {
        let folder = script.parent();
        let name = match self.shape {
            Shape::File | Shape::FileInAnyFolder => script.file_name(),
            Shape::Folder { .. } => folder.file_name(),
        };
        let read = (self.read)(name)?;
        let title = &name[read.version.end.min(read.stem.end)..read.stem.end];
        let title = &title[title.iter().take_while(|byte| **byte == b'_').count()..];
        Some(Entry {
            version: printable(&name[read.version]),
            title: printable(title),
            name: printable(name),
            content,
            pieces,
            row_id: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ALL, DIESEL, FLYWAY, GOLANG_MIGRATE, PRISMA, SQLX, SUPABASE};
    use super::*;

    #[test]
    fn an_entry_is_read_from_the_name_as_the_tool_reads_it() {
        let check = |layout: &Layout, path: &str, expected: [&str; 3]| {
            let entry = layout.entry(&path.into(), b"", None).expect("a migration");
            assert_eq!([&entry.version[..], &entry.title, &entry.name], expected, "{path}");
        };
        check(&SUPABASE, "supabase/migrations/2024_add_a.sql", ["2024", "add_a", "2024_add_a.sql"]);
        check(&SQLX, "migrations/007_a_b.up.sql", ["007", "a_b", "007_a_b.up.sql"]);
        check(&PRISMA, "p/20240101000000_a/migration.sql", ["20240101000000", "a", "20240101000000_a"]);
        check(&DIESEL, "m/2024-01-01-000000_a/up.sql", ["2024-01-01-000000", "a", "2024-01-01-000000_a"]);
        check(&GOLANG_MIGRATE, "m/0001_a.up.sql", ["0001", "a", "0001_a.up.sql"]);
        check(&FLYWAY, "db/V1.2__a_b.sql", ["1.2", "a_b", "V1.2__a_b.sql"]);
        check(&FLYWAY, "db/R__views.sql", ["", "views", "R__views.sql"]);
    }

    #[test]
    fn every_tool_has_a_tracking_table() {
        for layout in ALL.into_iter().filter(|layout| !["plain", "hasura"].contains(&layout.id)) {
            let tracking = layout.tracking.unwrap_or_else(|| panic!("{}", layout.id));
            assert!(tracking.create.contains(tracking.table), "{}", layout.id);
            assert!(tracking.within.is_some() || tracking.after.is_some(), "{}", layout.id);
        }
    }
}
