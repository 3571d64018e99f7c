//! The queries of SQLx, prepared on the replayed database.

use super::mirror::{Finding, MirrorKind, MirrorOutcome, Queries};
use super::runner::Runner;
use super::scratch::{Replay, ReplayedDatabase};
use crate::diagnostic::Place;
use crate::mirror::{DescribedQuery, QueryFile, QueryType, RecordedQuery, ResultColumn, TypeDefinition};
use crate::postgres::{Described, DescribedColumn, DescribedKind, DescribedType, Error, scratch_name};
use crate::sql;
use crate::text::words;

/// Prepares every query in a copy of the database: a query of a branch must not change what is cached.
pub(super) fn check_queries(
    replay: &mut Replay<'_>,
    replayed: &ReplayedDatabase,
    queries: &Queries,
) -> Result<MirrorOutcome, Error> {
    let mut outcome = MirrorOutcome::new(MirrorKind::Queries, queries.name.clone());
    let copy = scratch_name();
    let mut runner = replay.create(&copy, Some(&replayed.name))?;
    let mut undescribed = 0;
    for file in &queries.files {
        let finding = |message: String| Finding { place: Place::File { path: file.path.clone() }, message };
        let query = match &file.query {
            Ok(query) => query,
            Err(reason) => {
                outcome.findings.push(finding(reason.clone()));
                continue;
            }
        };
        outcome.compared += 1;
        match prepared(&mut runner, query)? {
            Ok(Some(Described { columns, parameters })) => {
                let columns = with_nullability(&mut runner, columns)?;
                let parameters = parameters.into_iter().map(query_type).collect();
                let now = DescribedQuery { columns, parameters };
                outcome.findings.extend(query.differences(&now).into_iter().map(finding));
            }
            Ok(None) => undescribed += 1,
            Err(reason) => outcome.findings.push(finding(reason)),
        }
    }
    drop(runner);
    replay.drop_temporary(&copy)?;
    outcome.notes.extend(not_described(undescribed, &queries.files));
    Ok(outcome)
}

/// The note on queries that were only prepared.
fn not_described(count: usize, files: &[QueryFile]) -> Option<String> {
    let all = words::count(files.len(), "query file");
    (count > 0).then(|| format!("{count} of {all} were prepared only: this engine does not describe their columns"))
}

/// Prepares a query; returns its description, or why it cannot be prepared.
fn prepared(runner: &mut Runner, query: &RecordedQuery) -> Result<Result<Option<Described>, String>, Error> {
    if sql::statements(query.text.as_bytes()).len() != 1 {
        return Ok(Err("the query is not one statement, so it cannot be prepared".to_owned()));
    }
    match runner.describe(&query.text) {
        Ok(described) => Ok(Ok(described)),
        Err(Error::Sql(error)) => {
            Ok(Err(format!("the query no longer prepares: {} (SQLSTATE {})", error.message, error.sqlstate)))
        }
        Err(error) => Err(error),
    }
}

/// The columns with whether the column of a table that each one is accepts NULL.
fn with_nullability(runner: &mut Runner, columns: Vec<DescribedColumn>) -> Result<Vec<ResultColumn>, Error> {
    let origins: Vec<String> = columns
        .iter()
        .filter_map(|column| column.origin)
        .map(|(table, number)| format!("({table}::pg_catalog.oid, {number})"))
        .collect();
    let known = if origins.is_empty() {
        Vec::new()
    } else {
        runner.rows(&format!(
            "select attrelid::text, attnum::text, (not attnotnull)::text from pg_catalog.pg_attribute \
             where (attrelid, attnum) in ({})",
            origins.join(", ")
        ))?
    };
    let is_nullable = |(table, number): (u32, i16)| {
        let row = known.iter().find(|row| row[0] == table.to_string() && row[1] == number.to_string())?;
        Some(row[2] == "true")
    };
    let column = |column: DescribedColumn| {
        let is_nullable = column.origin.and_then(is_nullable);
        ResultColumn { name: column.name, column_type: query_type(column.column_type), is_nullable }
    };
    Ok(columns.into_iter().map(column).collect())
}

fn query_type(described: DescribedType) -> QueryType {
    let boxed = |inner: Box<DescribedType>| Box::new(query_type(*inner));
    let definition = match described.kind {
        DescribedKind::Other => TypeDefinition::Named,
        DescribedKind::Enum(labels) => TypeDefinition::Enum(labels),
        DescribedKind::Domain(base) => TypeDefinition::Domain(boxed(base)),
        DescribedKind::Array(element) => TypeDefinition::Array(boxed(element)),
        DescribedKind::Composite(fields) => {
            TypeDefinition::Composite(fields.into_iter().map(|(name, field)| (name, query_type(field))).collect())
        }
    };
    QueryType { name: described.name, definition }
}
