//! A plain folder of numbered SQL files, applied in the order of their names by the project's own script.

use super::driver::{Driver, refuse_psql_text};
use super::facts::{
    Alone, Duplicates, Endings, Layout, LineEnds, Name, Order, Platform, ReadsFirst, Role, Shape, Template,
};
use super::marks;
use super::names::leading_digits;
use super::script::{ScriptFile, ToolScript};
use super::tool_settings::Runner;
use super::transaction::Transaction;
use crate::sql;

/// The plain layout.
pub static PLAIN: Layout = Layout {
    id: "plain",
    tool: "the project's own script",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d+[_-][A-Za-z0-9_-]+\.sql$",
    example: "20240131093045_add_orders.sql",
    has_sections: false,
    default_folder: "migrations",
    order: Order::NameButVersionIsKey,
    sidecar: None,
    folder_sum: None,
    listing: None,
    config: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse,
    may_be_psql: true,
    endings: Endings::Sql,
    reads_first: ReadsFirst::Nothing,
    duplicates: Duplicates::BothRun,
    refuses_name: |_| None,
    no_transaction_hint: Some("in a migration that runs outside a transaction"),
    alone: Alone::AsAny,
    runs_outside_transaction: &[],
    rollback_hint: "write the down migration `rollback/{stem}_rollback.sql`, or a comment `-- Rollback: <how>`",
    ignores_init_before: None,
    template: Template::One { prefix: "", separator: "_", ending: ".sql", body: ("", "") },
    roles_file: None,
    server_config: None,
    comment_marks: &[],
    begin: "BEGIN",
    tracking: None,
    own_schema: None,
    baseline_name: None,
    lowest_version: 0,
    statement_marks: None,
    is_checkpoint: |_| false,
    statement_break: None,
    mark_applied: None,
};

fn read(name: &[u8]) -> Option<Name> {
    let stem = name.len() - name.strip_suffix(b".sql").map(|_| ".sql".len())?;
    let digits = leading_digits(name);
    (digits > 0).then_some(Name { version: 0..digits, stem: 0..stem, role: Role::Up })
}

/// Some drivers read past the rows of `COPY … TO stdout`.
const DRIVER: Driver = Driver { tool: "the project's own script", refuses_rows: true, refuses_bytes: true };

/// psql runs what it is given, in a transaction or not; a driver sends the file as one message. A script of another tool
/// holds its down migration too, and must not run as one.
fn parse(file: ScriptFile) -> ToolScript {
    let transaction = match file.settings.runner {
        Runner::Psql => Transaction::Unknown,
        Runner::Driver => Transaction::Message,
    };
    let mut script = ToolScript::whole(file.content, transaction);
    marks::refuse(&mut script.up, file.content);
    match file.settings.runner {
        Runner::Driver => refuse_psql_text(&mut script.up, file.content, &DRIVER),
        Runner::Psql => {
            if let Some((span, reason)) = sql::refused_by_psql(file.content) {
                script.up.refuse(span, reason, "give both commands the same key, or remove the pair");
            }
        }
    }
    script
}

#[cfg(test)]
mod tests {
    use super::super::ToolSettings;
    use super::*;

    #[test]
    fn the_restricted_mode_of_psql_is_that_of_psql() {
        let refusal = |content: &str| parse(ScriptFile::alone(content.as_bytes())).up.refusal().cloned();
        assert_eq!(refusal("\\restrict a\nselect 1;\n\\unrestrict a\n"), None);
        assert!(refusal("\\restrict a\nselect 1;\n\\unrestrict b\n").is_some());
    }

    #[test]
    fn text_for_psql_needs_psql() {
        let driver = ToolSettings { runner: Runner::Driver, ..ToolSettings::default() };
        for content in ["\\set a 1\nselect 1;", "copy a from stdin;\n1\n\\.\n"] {
            let file = ScriptFile::alone(content.as_bytes());
            assert_eq!(parse(file).up.refusal(), None);
            assert!(parse(ScriptFile { settings: &driver, ..file }).up.refusal().is_some());
        }
    }
}
