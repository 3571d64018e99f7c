//! goose: `<version>_<name>.sql` with `-- +goose Up` and `-- +goose Down`.
//!
//! The version is the number before the first underscore (goose, `NumericComponent`). How goose reads a file is in
//! `goose_script.rs`.

use super::facts::{Duplicates, Endings, Layout, LineEnds, Name, Order, Platform, ReadsFirst, Role, Shape, Template};
use super::goose_script::parse;
use super::names::{leading_digits, with_ending};

/// The goose layout.
pub static GOOSE: Layout = Layout {
    id: "goose",
    tool: "goose",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d+_[A-Za-z0-9_-]+\.sql$",
    example: "20240131093045_add_orders.sql",
    has_sections: true,
    default_folder: "migrations",
    order: Order::Number,
    sidecar: None,
    config: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse,
    may_be_psql: false,
    endings: Endings::Sql,
    reads_first: ReadsFirst::Nothing,
    duplicates: Duplicates::NothingRuns,
    refuses_name,
    no_transaction_hint: Some("in a migration that begins with `-- +goose NO TRANSACTION`"),
    runs_outside_transaction: &[],
    rollback_hint: "add a down migration below `-- +goose Down`",
    ignores_init_before: None,
    template: Template::One {
        prefix: "",
        separator: "_",
        ending: ".sql",
        body: ("-- +goose Up\n", "\n-- +goose Down\n"),
    },
    roles_file: None,
    server_config: None,
    comment_marks: &["+goose"],
    tracking_ddl: None,
    baseline_command: "pg_dump --schema-only",
};

fn read(name: &[u8]) -> Option<Name> {
    let sign = usize::from(name.first() == Some(&b'+'));
    let version = sign..sign + leading_digits(&name[sign..]);
    let number = std::str::from_utf8(&name[version.clone()]).ok()?.parse::<i64>().ok()?;
    let is_version = number > 0 && name.get(version.end) == Some(&b'_');
    with_ending(name, version.end, &[(".sql", Role::Up)]).filter(|_| is_version).map(|name| Name { version, ..name })
}

/// Every file that ends in `.sql` must have a version above zero, of 64 bits (`NumericComponent`).
fn refuses_name(name: &[u8]) -> Option<String> {
    let message = "goose refuses all migrations: the file name has no version above zero before an underscore";
    (name.ends_with(b".sql") && read(name).is_none()).then(|| message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_version_stops_everything() {
        for name in
            ["seed.sql", "a_1.sql", "1a_b.sql", "00000_b.sql", "-1_a.sql", "99999999999999999999_a.sql", "1.sql"]
        {
            assert!(refuses_name(name.as_bytes()).is_some(), "{name}");
        }
        for name in ["00001_a.sql", "1_.sql", "+1_a.sql", "a.SQL", "1_a.go"] {
            assert_eq!(refuses_name(name.as_bytes()), None, "{name}");
        }
    }
}
