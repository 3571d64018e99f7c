//! The marks by which a script shows that it is one of a certain tool.

use super::script::Section;
use crate::text::{Span, lines};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// The marks of a tool.
pub(crate) struct Marks {
    /// The name of the tool.
    tool: &'static str,
    /// The layout that reads the script, if there is one.
    pub(crate) layout: Option<&'static str>,
    pattern: LazyLock<Regex>,
}

macro_rules! marks {
    ($tool:literal, $layout:expr, $pattern:literal) => {
        Marks { tool: $tool, layout: $layout, pattern: LazyLock::new(|| Regex::new($pattern).expect("a pattern")) }
    };
}

static MARKS: [Marks; 11] = [
    marks!("goose", Some("goose"), r"(?m-u)^[ \t]*--[ \t]*\+goose[ \t]+(?:[Uu][Pp]|[Dd][Oo][Ww][Nn])\b"),
    marks!("sql-migrate", Some("sql-migrate"), r"(?m-u)^-- \+migrate (?:Up|Down)\b"),
    marks!("dbmate", Some("dbmate"), r"(?m-u)^--[ \t]*migrate:(?:up|down)\b"),
    marks!("node-pg-migrate", Some("node-pg-migrate"), r"(?im-u)^[ \t]*--[\s-]*(?:up|down)[ \t]+migration\b"),
    marks!("tern", None, r"(?m-u)^---- create above / drop below ----[ \t\r]*$"),
    marks!("micrate", None, r"(?m-u)^-- \+micrate (?:Up|Down)\b"),
    marks!("MyBatis Migrations", None, r"(?im-u)^[ \t]*--[ \t]*//[ \t]*@UNDO\b"),
    marks!("Play evolutions", None, r"(?m-u)^[ \t]*(?:#|--)[ \t]*(?:---[ \t]*)?!(?:Ups|Downs)\b"),
    marks!("Rambler", None, r"(?m-u)^--[ \t]*rambler[ \t]+(?:up|down)\b"),
    marks!("shmig", None, r"(?m-u)^--[ \t]*={2,}[ \t]*(?:UP|DOWN)[ \t]*={2,}[ \t\r]*$"),
    marks!("Liquibase", None, r"(?i-u)\A(?:\xef\xbb\xbf)?\s*--[ \t]*liquibase[ \t]+formatted[ \t]+sql\b"),
];

/// The first marks in a script, with the line of the first.
pub(crate) fn find(content: &[u8]) -> Option<(&'static Marks, Span)> {
    // Nearly every script has none of these words.
    let is_possible: [&[u8]; 13] = [
        b"igrat",
        b"IGRAT",
        b"goose",
        b"iquibase",
        b"IQUIBASE",
        b"icrate",
        b"drop below",
        b"@UNDO",
        b"@undo",
        b"!Ups",
        b"!Downs",
        b"rambler",
        b"====",
    ];
    is_possible.iter().find(|word| memchr::memmem::find(content, word).is_some())?;
    let found = MARKS.iter().filter_map(|marks| Some((marks, marks.pattern.find(content)?.range())));
    found.min_by_key(|(_, span)| span.start)
}

/// Refuses a script with the marks of a tool, for a runner that does not know them.
pub(super) fn refuse(section: &mut Section, content: &[u8]) {
    let Some((marks, span)) = find(content) else { return };
    let start = lines::line_start(content, span.end.saturating_sub(1));
    let line = start..content[start..lines::line_end(content, start)].trim_ascii_end().len() + start;
    let (tool, message) = (marks.tool, format!("this is a {} script, not a plain SQL file", marks.tool));
    let help = match marks.layout {
        Some(layout) => format!("set `layout = \"{layout}\"` for the folder in tidegate.toml"),
        None => format!("list the folder in `ignore` in tidegate.toml: tidegate cannot read scripts of {tool}"),
    };
    section.refuse(line, message, help);
}

#[cfg(test)]
mod tests {
    use super::super::PLAIN;
    use super::super::script::ScriptFile;

    fn check(content: &str, expected: Option<&str>) {
        let script = (PLAIN.parse)(ScriptFile::alone(content.as_bytes()));
        let message = script.up.refusal().map(|refusal| refusal.message.clone());
        assert_eq!(message, expected.map(|tool| format!("this is a {tool} script, not a plain SQL file")), "{content}");
    }

    #[test]
    fn scripts_of_a_tool_are_not_plain_sql() {
        for (content, tool) in [
            ("-- +migrate Up\nselect 1;\n", "sql-migrate"),
            ("-- note\n\n-- +migrate Down\nselect 1;\n", "sql-migrate"),
            ("-- Up Migration\nselect 1;\n", "node-pg-migrate"),
            ("select 1;\n---- down  migration\nselect 1;\n", "node-pg-migrate"),
            ("-- migrate:up\nselect 1;\n", "dbmate"),
            ("--migrate:down\r\nselect 1;\n", "dbmate"),
            ("-- +goose Up\nselect 1;\n", "goose"),
            ("--+goose down\nselect 1;\n", "goose"),
            ("create table a ();\n\n---- create above / drop below ----\n\ndrop table a;\n", "tern"),
            ("-- +micrate Up\nselect 1;\n", "micrate"),
            ("create table a ();\n-- //@UNDO\ndrop table a;\n", "MyBatis Migrations"),
            ("# --- !Ups\ncreate table a ();\n# --- !Downs\n", "Play evolutions"),
            ("-- !Ups\ncreate table a ();\n", "Play evolutions"),
            ("-- rambler up\ncreate table a ();\n-- rambler down\n", "Rambler"),
            ("-- ==== UP ====\ncreate table a ();\n-- ==== DOWN ====\n", "shmig"),
            ("--liquibase formatted sql\n--changeset a:1\nselect 1;\n", "Liquibase"),
            ("\u{feff}-- liquibase formatted sql\nselect 1;\n", "Liquibase"),
        ] {
            check(content, Some(tool));
        }
    }

    #[test]
    fn comments_about_migrations_are_not_marks() {
        for content in [
            "-- the up migration of orders\nselect 1;\n",
            "-- migrate: update orders\nselect 1;\n",
            "-- +migrate\nselect 1;\n",
            "-- ==== Setup ====\nselect 1;\n",
            "-- ====\n-- UP\n-- ====\nselect 1;\n",
            "-- to undo, see drop below\nselect '!Ups';\n",
            "select '--liquibase formatted sql';\n",
        ] {
            check(content, None);
        }
    }
}
