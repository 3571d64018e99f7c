//! goose: `<version>_<name>.sql` with `-- +goose Up` and `-- +goose Down`.
//!
//! The version is the number before the first underscore (goose, `NumericComponent`). How goose reads a file is in
//! `goose_script.rs`.

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::goose_script::parse;
use super::names::digits_then_underscore;

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
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse,
    no_transaction_hint: Some("in a migration that begins with `-- +goose NO TRANSACTION`"),
    runs_outside_transaction: &[],
    splits_non_transactional: false,
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
    baseline_name: None,
    accepts_version_zero: false,
    statement_marks: Some(("-- +goose StatementBegin", "-- +goose StatementEnd")),
    mark_applied: Some("insert into goose_db_version (version_id, is_applied) values ({version}, true);"),
};

fn read(name: &[u8]) -> Option<Name> {
    digits_then_underscore(name, &[(".sql", Role::Up)])
}
