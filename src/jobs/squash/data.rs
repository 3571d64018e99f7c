//! Statements that write rows: a schema does not have what they do.

use crate::replay::Source;
use crate::sql::{self, Purpose};
use crate::text::position;

/// A statement of a migration that writes rows, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataStatement {
    pub file: String,
    /// From 1.
    pub line: usize,
    pub sql: String,
}

/// The fate of such statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeptData {
    /// Nothing is squashed while there are some.
    #[default]
    Refused,
    /// They follow the schema in the new migration, as they are.
    Kept,
    /// They are left out: a fresh database needs none of the rows.
    Dropped,
}

/// Returns the statements of migrations that write rows, in order.
pub(super) fn data_statements(migrations: &[Source]) -> Vec<DataStatement> {
    let mut found = Vec::new();
    for source in migrations {
        let text = source.text();
        // It begins with the comments above the section.
        let begin = source.section.span.end.min(source.content.len()).saturating_sub(text.len());
        for span in sql::statements(text) {
            let sql = String::from_utf8_lossy(&text[span.clone()]).trim().to_owned();
            if writes_rows(&sql) {
                let line = position(&source.content, begin + span.start).line;
                found.push(DataStatement { file: source.path.to_string(), line, sql });
            }
        }
    }
    found
}

/// Whether a statement writes rows: by its kind, or by a word in a query, a block, or a call of a routine.
fn writes_rows(sql: &str) -> bool {
    let has_word = |words: &[&str]| {
        let lower = sql.to_ascii_lowercase();
        lower.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').any(|word| words.contains(&word))
    };
    let first = sql::words(sql).find(sql::Word::is_name).map(|word| word.text);
    let [is_block, is_call] = ["do", "call"].map(|word| first.as_deref() == Some(word));
    match sql::purpose(sql) {
        Purpose::Rows => true,
        // A query may call a function that writes, such as `cron.schedule` or `setval`.
        Purpose::Query => has_word(&["insert", "update", "delete", "merge"]) || sql.contains('('),
        Purpose::Schema if is_call => true,
        Purpose::Schema if is_block => {
            has_word(&["insert", "update", "delete", "merge", "copy", "truncate", "perform"])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_may_write_rows_are_found() {
        let check = |sql: &str, expected: bool| assert_eq!(writes_rows(sql), expected, "{sql}");
        check("insert into a values (1)", true);
        check("with x as (insert into a values (1) returning *) select * from x", true);
        check("select cron.schedule('a', '* * * * *', 'select 1')", true);
        check("DO $$ begin insert into a values (1); end $$", true);
        check("-- rows\ndo\n$$ begin update a set b = 1; end $$", true);
        check("call fill()", true);
        check("create table a ()", false);
        check("do $$ begin create type t as enum ('a'); end $$", false);
        check("select 1", false);
        check("create function f() returns void language sql as 'insert into a values (1)'", false);
    }
}
