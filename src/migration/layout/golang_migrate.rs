//! golang-migrate: `migrations/<version>_<name>.up.sql` and `.down.sql`.
//!
//! Names are read by `^([0-9]+)_(.*)\.(down|up)\.(.*)$`, with any ending; the version is a number of 64 bits, and a
//! file with a larger one is ignored (golang-migrate, `source/parse.go`). Each script is one message without a
//! transaction around it. Before and after it the version is recorded in a transaction of its own, which cannot begin
//! inside another one (`database/postgres/postgres.go`).

use super::cuts::first_cut;
use super::driver::{Driver, refuse_psql_text};
use super::facts::{
    Alone, Duplicates, Endings, Layout, LineEnds, Name, Order, Platform, ReadsFirst, Role, Shape, Template,
};
use super::names::leading_digits;
use super::script::{ScriptFile, ToolScript};
use super::tracking::{Entry, FoundBy, Tracking};
use super::transaction::{LeftOpen, Transaction};
use crate::text::Span;

/// The golang-migrate layout.
pub static GOLANG_MIGRATE: Layout = Layout {
    id: "golang-migrate",
    tool: "golang-migrate",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d+_[A-Za-z0-9_-]+\.(up|down)\.sql$",
    example: "000001_add_orders.up.sql",
    has_sections: false,
    default_folder: "migrations",
    order: Order::Number,
    sidecar: None,
    folder_sum: None,
    listing: None,
    config: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse,
    may_be_psql: false,
    endings: Endings::Any,
    reads_first: ReadsFirst::Nothing,
    duplicates: Duplicates::NothingRuns,
    refuses_name: |_| None,
    no_transaction_hint: Some("alone in a migration of its own"),
    alone: Alone::AsAny,
    runs_outside_transaction: &[],
    rollback_hint: "write the down migration `{stem}.down.sql` beside it",
    ignores_init_before: None,
    template: Template::Pair { up: ".up.sql", down: ".down.sql" },
    roles_file: None,
    server_config: None,
    comment_marks: &[],
    begin: "BEGIN",
    tracking: Some(&TRACKING),
    own_schema: None,
    baseline_name: None,
    lowest_version: 0,
    statement_marks: None,
    is_checkpoint: |_| false,
    statement_break: None,
    mark_applied: None,
};

/// Its driver is lib/pq.
const DRIVER: Driver = Driver { tool: "golang-migrate", refuses_rows: true, refuses_bytes: true };
/// `schema_migrations` with the current version only, in the schema that was the current one at the start. It is emptied
/// and filled before and after each script, in transactions of its own (golang-migrate, `database/postgres`,
/// `SetVersion`).
static TRACKING: Tracking = Tracking {
    table: "schema_migrations",
    found: FoundBy::Schema("public"),
    create: "CREATE TABLE IF NOT EXISTS \"public\".\"schema_migrations\" (version bigint NOT NULL PRIMARY KEY, \
        dirty boolean NOT NULL)",
    before: Some(|entry| version(entry, true)),
    within: None,
    after: Some(|entry| version(entry, false)),
    remove: |_| "TRUNCATE \"public\".\"schema_migrations\"".to_owned(),
    is_held: false,
    in_schema_file: None,
};

fn version(entry: &Entry<'_>, is_dirty: bool) -> String {
    let table = "\"public\".\"schema_migrations\"";
    format!("TRUNCATE {table}; INSERT INTO {table} (version, dirty) VALUES ({}, {is_dirty})", entry.number())
}

fn read(name: &[u8]) -> Option<Name> {
    let digits = leading_digits(name);
    let is_number = std::str::from_utf8(&name[..digits]).is_ok_and(|digits| digits.parse::<u64>().is_ok());
    if !is_number || name.get(digits) != Some(&b'_') {
        return None;
    }
    // The pattern is greedy: the last of these words decides.
    let last = |word: &str| memchr::memmem::rfind(name, word.as_bytes()).filter(|at| *at > digits);
    let (up, down) = (last(".up."), last(".down."));
    let (stem, role) = if up > down { (up?, Role::Up) } else { (down?, Role::Down) };
    Some(Name { version: 0..digits, stem: 0..stem, role })
}

/// With `x-multi-statement` it sends the text up to each semicolon on its own, whatever is around it
/// (`database/multistmt/parse.go`).
fn parse(file: ScriptFile) -> ToolScript {
    let content = file.content;
    let cuts = file.settings.cuts_at_semicolons;
    let mut script = ToolScript::whole(content, if cuts { Transaction::Each } else { Transaction::Message });
    script.up.left_open = LeftOpen::Refused;
    if let Some(at) = first_cut(content).filter(|_| cuts) {
        script.up.refuse(
            at..at + 1,
            "golang-migrate ends the statement at this semicolon, because of `x-multi-statement`",
            "move the statement to a migration of its own, and take `x-multi-statement` out of the database URL and \
             `multi-statement` out of tidegate.toml",
        );
        return script;
    }
    // It sends nothing then.
    if std::str::from_utf8(content).is_ok_and(|text| text.trim().is_empty()) {
        script.up.pieces = Some(Vec::new());
        return script;
    }
    script.up.pieces = cuts.then(|| pieces(content));
    refuse_psql_text(&mut script.up, content, &DRIVER);
    let digits = &file.name[..leading_digits(file.name)];
    let is_too_large = |digits: &str| digits.parse::<u64>().is_ok_and(|version| i64::try_from(version).is_err());
    if std::str::from_utf8(digits).is_ok_and(is_too_large) {
        let help = "give the migration a smaller version with `git mv`";
        script.up.refuse(0..0, "golang-migrate crashes at a version above 9223372036854775807", help);
    }
    script
}

/// The parts between semicolons, each with its semicolon, without those that are blank.
fn pieces(content: &[u8]) -> Vec<Span> {
    let ends = memchr::memchr_iter(b';', content).map(|at| at + 1).chain([content.len()]);
    let starts = [0].into_iter().chain(ends.clone());
    let is_blank = |piece: &Span| content[piece.clone()].trim_ascii().is_empty();
    starts.zip(ends).map(|(start, end)| start..end).filter(|piece| !is_blank(piece)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::ToolSettings;
    use super::*;

    #[test]
    fn the_last_direction_in_a_name_counts() {
        let check = |name: &str, expected: Option<(&str, Role)>| {
            let found = read(name.as_bytes());
            assert_eq!(found.as_ref().map(|found| (&name[found.stem.clone()], found.role)), expected, "{name}");
        };
        check("1_a.up.sql", Some(("1_a", Role::Up)));
        check("1_a.down.up.sql", Some(("1_a.down", Role::Up)));
        check("1_a.up.down.SQL", Some(("1_a.up", Role::Down)));
        check("1_a.up.sql.bak", Some(("1_a", Role::Up)));
        check("1_.up.sql", Some(("1_", Role::Up)));
        check("18446744073709551615_a.up.sql", Some(("18446744073709551615_a", Role::Up)));
        check("99999999999999999999_a.up.sql", None);
        for other in ["1_a.sql", "a_1.up.sql", "1a.up.sql", "1_up.sql", "1_a.upp.sql"] {
            check(other, None);
        }
    }

    #[test]
    fn a_file_can_be_cut_at_every_semicolon() {
        let settings = ToolSettings { cuts_at_semicolons: true, ..ToolSettings::default() };
        let parse = |content: &'static str| {
            let up = parse(ScriptFile { settings: &settings, ..ScriptFile::alone(content.as_bytes()) }).up;
            assert_eq!(up.transaction, Transaction::Each);
            (up.pieces.into_iter().flatten().map(|piece| &content[piece]).collect::<Vec<_>>(), up.refusals.len())
        };
        assert_eq!(parse("vacuum;\nselect 1; -- x\n;;"), (vec!["vacuum;", "\nselect 1;", " -- x\n;", ";"], 0));
        assert_eq!(parse("select 'a;b';").1, 1);
    }

    #[test]
    fn a_blank_file_is_not_sent() {
        for blank in ["", " \n\t", "\u{a0}"] {
            assert_eq!(parse(ScriptFile::alone(blank.as_bytes())).up.pieces, Some(Vec::new()));
        }
        let mark = parse(ScriptFile::alone("\u{feff}".as_bytes())).up;
        assert!(mark.refusal().is_some_and(|refusal| refusal.message.contains("byte-order mark")));
    }
}
