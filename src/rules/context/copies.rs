//! Statements of a script that copy values to another place before their column or table is dropped.

use super::script::{ScriptContext, Step};
use crate::object::{Name, read_name};
use crate::sql::{Kind, Operation, WriteVerb, tokens};
use std::collections::HashMap;

/// The names that the statements of a script read to write them elsewhere.
#[derive(Default)]
pub(in crate::rules) struct Copies {
    /// The statements with each name, in order.
    by_name: HashMap<String, Vec<usize>>,
}

impl Copies {
    /// Reads `INSERT … SELECT`, `CREATE TABLE … AS` and the values of `UPDATE`.
    pub(in crate::rules) fn of(script: &ScriptContext) -> Self {
        let mut copies = Self::default();
        for step in script.steps() {
            let is_update = match &step.action.operation {
                Operation::Insert { from_query: true, .. } => false,
                Operation::CreateTable(create) if create.from_query && !create.temporary => false,
                Operation::Write { verb: WriteVerb::Update, .. } => true,
                _ => continue,
            };
            for name in read(&script.text(&step.action.span), is_update) {
                let steps = copies.by_name.entry(name).or_default();
                if steps.last() != Some(&step.number) {
                    steps.push(step.number);
                }
            }
        }
        copies
    }

    /// Whether a statement before a step reads a column of a table.
    pub(in crate::rules) fn has_column(&self, table: &Name, column: &str, step: &Step) -> bool {
        let of_table = self.before(&table.name, step);
        self.before(column, step).iter().any(|number| of_table.binary_search(number).is_ok())
    }

    /// Whether a statement before a step reads a table.
    pub(in crate::rules) fn has_table(&self, table: &Name, step: &Step) -> bool {
        !self.before(&table.name, step).is_empty()
    }

    fn before(&self, name: &str, step: &Step) -> &[usize] {
        let steps = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        &steps[..steps.partition_point(|number| *number < step.number)]
    }
}

/// The names in a statement; in an `UPDATE` not those that are only set or only compared. A query with `LIMIT` leaves rows
/// behind, and copies nothing in this sense.
fn read(text: &str, is_update: bool) -> Vec<String> {
    let found: Vec<_> = tokens(text.as_bytes()).filter(|token| !token.is_blank()).collect();
    let mut names = Vec::new();
    let mut depth = 0_usize;
    for (at, token) in found.iter().enumerate() {
        let written = &text[token.span.clone()];
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Word if is_update && depth == 0 && written.eq_ignore_ascii_case("where") => break,
            Kind::Word if !is_update && depth == 0 && is_limit(written) => return Vec::new(),
            Kind::Word | Kind::QuotedName => {
                let is_set = is_update && found.get(at + 1).is_some_and(|next| &text[next.span.clone()] == "=");
                names.extend((!is_set).then(|| read_name(written)));
            }
            _ => {}
        }
    }
    names
}

fn is_limit(word: &str) -> bool {
    ["limit", "fetch", "offset"].iter().any(|limit| word.eq_ignore_ascii_case(limit))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_limit_leaves_rows_behind() {
        assert!(read("insert into a select b from c", false).contains(&"c".to_owned()));
        assert!(
            read("insert into a select b from c where (select d from e limit 1) = b", false).contains(&"c".to_owned())
        );
        assert!(read("insert into a select b from c order by b desc LIMIT 1000", false).is_empty());
        assert!(read("create table a as select b from c fetch first 5 rows only", false).is_empty());
    }
}
