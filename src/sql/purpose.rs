//! The purpose of a statement, by its first word.

use super::lex::Kind;
use super::split::statements;
use super::words::words;

/// The purpose of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Begins or ends a transaction or savepoint, or locks a table.
    Transaction,
    /// Changes or shows the session.
    Session,
    /// Grants or revokes privileges.
    Privileges,
    /// Writes rows.
    Rows,
    /// Reads rows.
    Query,
    /// Refreshes or tidies existing data.
    Maintenance,
    /// Everything else: it may change the schema.
    Schema,
}

/// Returns the purpose of a statement.
pub fn purpose(statement: &str) -> Purpose {
    let first = words(statement).find(|word| word.kind == Kind::Word);
    match first.as_ref().map(|word| word.text.as_str()) {
        Some("abort" | "begin" | "commit" | "end" | "lock" | "release" | "rollback" | "savepoint" | "start") => {
            Purpose::Transaction
        }
        Some("listen" | "notify" | "reset" | "set" | "show") => Purpose::Session,
        Some("grant" | "revoke") => Purpose::Privileges,
        Some("copy" | "delete" | "insert" | "merge" | "truncate" | "update") => Purpose::Rows,
        Some("explain" | "select" | "with") => Purpose::Query,
        Some("analyze" | "checkpoint" | "refresh" | "vacuum") => Purpose::Maintenance,
        _ => Purpose::Schema,
    }
}

/// Whether a file has a statement that may change the schema. A schema file has no privileges, so
/// they do not count.
pub fn may_change_schema(content: &[u8]) -> bool {
    statements(content).into_iter().any(|span| purpose(&String::from_utf8_lossy(&content[span])) == Purpose::Schema)
}

/// Whether a file is SQL that makes a schema, such as `pg_dump` writes it: every statement begins with a word of SQL, and
/// some statement creates or alters something. Conflict markers between them do not matter.
pub fn is_schema_dump(content: &[u8]) -> bool {
    let is_marker =
        |line: &&[u8]| [&b"<<<<<<<"[..], b"|||||||", b"=======", b">>>>>>>"].iter().any(|mark| line.starts_with(mark));
    let lines: Vec<&[u8]> = content.split(|byte| *byte == b'\n').filter(|line| !is_marker(line)).collect();
    let content = lines.join(&b'\n');
    let first = |span: crate::text::Span| {
        let statement = String::from_utf8_lossy(&content[span]).into_owned();
        let word = words(&statement).find(|word| word.kind == Kind::Word).map(|word| word.text);
        word.unwrap_or_default()
    };
    let firsts: Vec<String> = statements(&content).into_iter().map(first).collect();
    let is_sql = |word: &String| {
        DEFINING.contains(&word.as_str()) || OTHERS.contains(&word.as_str()) || purpose(word) != Purpose::Schema
    };
    firsts.iter().all(is_sql) && firsts.iter().any(|word| DEFINING.contains(&word.as_str()))
}

/// First words of statements that make a schema.
const DEFINING: [&str; 3] = ["alter", "comment", "create"];

/// Other first words that are found in schema files.
const OTHERS: [&str; 6] = ["call", "do", "drop", "import", "reassign", "security"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_a_schema_file() {
        let schemas = [
            "CREATE TABLE a (id int);",
            "-- dump\n\\restrict x\nSET a = 1;\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE SCHEMA s;\nCOPY a FROM stdin;\n1\n\\.\nGRANT ALL ON a TO b;\n",
            "create table a (id int);\n<<<<<<< ours\n-- seal\n=======\n-- other\n>>>>>>> theirs\ncreate table b (id int)",
            "comment on table a is 'x'; INSERT INTO schema_migrations VALUES ('1');",
        ];
        for schema in schemas {
            assert!(is_schema_dump(schema.as_bytes()), "{schema}");
        }
        let others = [
            "",
            "-- notes",
            "alias ls='ls --color'\nexport PATH=$PATH:~/bin\n",
            "# Readme\n\nUse `create table x (id int);` here.\n",
            "insert into a values (1);",
            "select 1;",
            "set -e\ncreate() { :; }\n",
            "#!/bin/sh\ncreate table a;\n",
            "create table a (id int);\nexport SECRET=1;\n",
            "{ \"create\": 1 }",
            "[core]\n\tbare = false\n",
        ];
        for other in others {
            assert!(!is_schema_dump(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn rows_alone_do_not_change_the_schema() {
        assert!(!may_change_schema(b"-- seed\ninsert into a values (1); UPDATE a SET b = 'create table';"));
        assert!(may_change_schema(b"insert into a values (1); alter table a add b int;"));
        assert!(may_change_schema(b"do $$ begin end $$;"));
    }

    #[test]
    fn the_first_word_decides() {
        for (statement, expected) in [
            ("/* x */ BEGIN", Purpose::Transaction),
            ("set search_path to x", Purpose::Session),
            ("revoke all on t from x", Purpose::Privileges),
            ("truncate t", Purpose::Rows),
            ("(select 1)", Purpose::Query),
            ("refresh materialized view v", Purpose::Maintenance),
            ("security label on table t is 'x'", Purpose::Schema),
        ] {
            assert_eq!(purpose(statement), expected, "{statement}");
        }
    }
}
