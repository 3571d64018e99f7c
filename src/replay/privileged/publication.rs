//! Publications of all tables.

use super::body::block;
use super::help::Helped;
use crate::object::literal;
use crate::sql::Word;

/// `CREATE PUBLICATION name FOR ALL TABLES [WITH (…)]`: the role creates an empty publication, which
/// then becomes one of all tables and stays its own. The second statement changes nothing but
/// informs the session.
pub(super) fn read(statement: &str, words: &[Word]) -> Option<Helped> {
    let [_, _, name, for_, all, tables, rest @ ..] = words else { return None };
    let is_of_all = name.is_name() && for_.is("for") && all.is("all") && tables.is("tables");
    if !is_of_all || rest.first().is_some_and(|word| word.text == ",") {
        return None;
    }
    let mut own = statement.to_owned();
    let clause = for_.span.start..tables.span.end;
    own.replace_range(clause.clone(), &" ".repeat(clause.len()));
    let told = format!(
        "BEGIN EXECUTE (SELECT format('ALTER PUBLICATION %I SET (publish_via_partition_root = %s)', pubname, pubviaroot::text) \
         FROM pg_publication WHERE pubname = {}); END",
        literal(&name.text)
    );
    let all = format!(
        "UPDATE pg_publication SET puballtables = true WHERE pubname = {};\n{}",
        literal(&name.text),
        block(&told)
    );
    Some(Helped { own: Some(own), privileged: Some(all), functions: Vec::new() })
}
