//! Statements of migrations that a replay does not run, because the server lacks what they set.

use crate::replay::{Source, leaves_out};
use crate::sql;

/// A remark for each file with such a statement: its tool runs it, and so does every deployment.
pub(super) fn remarks<'a>(
    files: impl Iterator<Item = &'a Source> + 'a,
    major: u32,
    wanted: Option<u32>,
) -> impl Iterator<Item = String> + 'a {
    files.filter(move |file| has_one(file.text(), major, wanted)).map(move |file| {
        format!(
            "{} sets `transaction_timeout`, which PostgreSQL {major} does not have: the statement was not run, and fails on servers before 17",
            file.path
        )
    })
}

fn has_one(content: &[u8], major: u32, wanted: Option<u32>) -> bool {
    memchr::memmem::find(&content.to_ascii_lowercase(), b"transaction_timeout").is_some()
        && sql::statements(content)
            .into_iter()
            .any(|span| leaves_out(&String::from_utf8_lossy(&content[span]), major, wanted))
}
