//! The list of all layouts.

use super::facts::{Layout, Platform};
use super::script::Sidecar;
use super::{
    ATLAS, DBMATE, DIESEL, DRIZZLE, DRIZZLE_FOLDERS, FLYWAY, GOLANG_MIGRATE, GOOSE, HASURA, NODE_PG_MIGRATE, PLAIN,
    PRISMA, SQL_MIGRATE, SQLX, SUPABASE,
};
use std::sync::LazyLock;

/// Every layout, in the order in which they are documented.
pub const ALL: [&Layout; 15] = [
    &SUPABASE,
    &PRISMA,
    &SQLX,
    &DBMATE,
    &DIESEL,
    &GOLANG_MIGRATE,
    &GOOSE,
    &FLYWAY,
    &DRIZZLE,
    &DRIZZLE_FOLDERS,
    &SQL_MIGRATE,
    &HASURA,
    &NODE_PG_MIGRATE,
    &ATLAS,
    &PLAIN,
];

impl Layout {
    /// Returns the layout of the tool that comes with a platform.
    pub fn of_platform(platform: Platform) -> Option<&'static Self> {
        ALL.into_iter().find(|layout| platform != Platform::Plain && layout.platform == platform)
    }

    /// The layout of files that no tool runs.
    pub fn without_tool() -> &'static Self {
        &PLAIN
    }

    /// The layout with this id.
    pub fn named(id: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|layout| layout.id == id)
    }

    /// Whether a path may be that of a file that states how a tool runs scripts: beside a script, or for all of a
    /// project.
    pub fn is_tool_file(path: &[u8]) -> bool {
        path.last_chunk().is_none_or(|last| LAST_BYTES.binary_search(last).is_ok())
            && ALL.into_iter().any(|layout| {
                layout.sidecar.is_some_and(|sidecar| sidecar.fits(path))
                    || layout.config.as_ref().is_some_and(|config| config.fits(path))
                    || layout.folder_sum.as_ref().is_some_and(|sum| path.ends_with(sum.file.as_bytes()))
            })
    }
}

/// The bytes in which the path of a file of a tool may end. Every path of the index is looked at, and nearly none is one.
static LAST_BYTES: LazyLock<Vec<[u8; 4]>> = LazyLock::new(|| {
    let sidecars = ALL.into_iter().filter_map(|layout| layout.sidecar).map(Sidecar::end);
    let places = ALL.into_iter().filter_map(|layout| layout.config.as_ref()).flat_map(|config| config.places);
    let sums = ALL.into_iter().filter_map(|layout| layout.folder_sum.as_ref()).map(|sum| sum.file);
    let ends = sidecars.chain(places.copied()).chain(sums);
    let mut last: Vec<[u8; 4]> = ends.filter_map(|end| end.as_bytes().last_chunk().copied()).collect();
    last.sort_unstable();
    last.dedup();
    last
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::layout::Role;
    use crate::text::name_pattern;

    fn check(layout: &Layout, name: &str, expected: Option<(&str, &str, Role)>) {
        let found = (layout.read)(name.as_bytes());
        let found = found.as_ref().map(|read| (&name[read.version.clone()], &name[read.stem.clone()], read.role));
        assert_eq!(found, expected, "{} reads {name}", layout.id);
    }

    #[test]
    fn parses_names_as_each_tool_does() {
        use Role::{Down, Repeatable, Up};
        check(&SUPABASE, "20240101000000_a.sql", Some(("20240101000000", "20240101000000_a", Up)));
        check(&SUPABASE, "20240101000000.sql", None);
        check(&SUPABASE, "add.sql", None);
        check(&SUPABASE, "1_a.sql.sql", Some(("1", "1_a.sql", Up)));
        check(&PRISMA, "20240101000000_a", Some(("20240101000000", "20240101000000_a", Up)));
        check(&PRISMA, "odd", Some(("odd", "odd", Up)));
        check(&SQLX, "1_a.up.sql", Some(("1", "1_a", Up)));
        check(&SQLX, "1_a.down.sql", Some(("1", "1_a", Down)));
        check(&SQLX, "1_a.sql", Some(("1", "1_a", Up)));
        check(&DBMATE, "20240101000000.sql", Some(("20240101000000", "20240101000000", Up)));
        check(&DIESEL, "2024-01-01-000000_a", Some(("2024-01-01-000000", "2024-01-01-000000_a", Up)));
        check(&GOLANG_MIGRATE, "1_a.up.sql", Some(("1", "1_a", Up)));
        check(&GOLANG_MIGRATE, "1_a.sql", None);
        check(&GOOSE, "00001_a.sql", Some(("00001", "00001_a", Up)));
        check(&FLYWAY, "V1.2__a.sql", Some(("1.2", "V1.2__a", Up)));
        check(&FLYWAY, "U1__a.sql", Some(("1", "U1__a", Down)));
        check(&FLYWAY, "R__views.sql", Some(("", "R__views", Repeatable)));
        check(&FLYWAY, "V1_a.sql", None);
        check(&DRIZZLE, "0001_a.sql", Some(("0001", "0001_a", Up)));
        check(&DRIZZLE_FOLDERS, "20240101000000_a", Some(("20240101000000", "20240101000000_a", Up)));
        check(&DRIZZLE_FOLDERS, "meta", None);
        check(&ATLAS, "20240101000000.sql", Some(("20240101000000", "20240101000000", Up)));
        check(&HASURA, "1706693445000_a", Some(("1706693445000", "1706693445000_a", Up)));
        check(&NODE_PG_MIGRATE, "1706693445000_a.down.sql", Some(("1706693445000", "1706693445000_a.down", Up)));
        check(&NODE_PG_MIGRATE, "1706693445000_a.sql", Some(("1706693445000", "1706693445000_a", Up)));
        check(&SQL_MIGRATE, "2-a.sql", Some(("2", "2-a", Up)));
        check(&SQL_MIGRATE, "odd.sql", Some(("odd", "odd", Up)));
        check(&PLAIN, "001-a.sql", Some(("001", "001-a", Up)));
    }

    #[test]
    fn says_how_each_tool_runs_a_statement_outside_a_transaction() {
        let index = "CREATE INDEX CONCURRENTLY i ON t (a)";
        for layout in ALL {
            // One transaction holds all of a script, or of all pending scripts, whatever it says.
            let never = ["drizzle", "drizzle-folders", "hasura", "node-pg-migrate"].contains(&layout.id);
            let can = layout.no_transaction_hint.is_some() || layout.outside_transaction_since(index).is_some();
            assert_eq!(can, !never, "{}", layout.id);
        }
        assert_eq!(SUPABASE.outside_transaction_since(index), Some("2.109"));
        assert_eq!(SUPABASE.outside_transaction_since("drop index concurrently i"), Some("August 2026"));
        assert_eq!(SUPABASE.outside_transaction_since("alter table t detach partition p concurrently"), None);
        assert_eq!(SQLX.outside_transaction_since(index), None);
    }

    #[test]
    fn every_example_matches_its_own_pattern_and_parses() {
        for layout in ALL {
            let pattern = regex::bytes::Regex::new(layout.pattern).expect("a pattern that compiles");
            assert!(pattern.is_match(layout.example.as_bytes()), "{}", layout.id);
            assert_eq!(name_pattern::matches(layout.pattern, layout.example.as_bytes()), Some(true), "{}", layout.id);
            assert!((layout.read)(layout.example.as_bytes()).is_some(), "{}", layout.id);
        }
    }
}
