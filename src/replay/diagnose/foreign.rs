//! Types and functions of other databases, which no migration creates.

use super::cause::Cause;
use super::message::NamedObject;
use crate::object::ObjectKind;

/// A name, the database that has it, and what `PostgreSQL` has instead.
type Foreign = (&'static str, &'static str, &'static str);

const TYPES: [Foreign; 27] = [
    ("datetime", "MySQL and SQL Server", "timestamptz"),
    ("datetime2", "SQL Server", "timestamptz"),
    ("smalldatetime", "SQL Server", "timestamptz"),
    ("datetimeoffset", "SQL Server", "timestamptz"),
    ("tinyint", "MySQL and SQL Server", "smallint"),
    ("mediumint", "MySQL", "integer"),
    ("tinytext", "MySQL", "text"),
    ("mediumtext", "MySQL", "text"),
    ("longtext", "MySQL", "text"),
    ("ntext", "SQL Server", "text"),
    ("nvarchar", "SQL Server", "text"),
    ("clob", "Oracle", "text"),
    ("varchar2", "Oracle", "text"),
    ("nvarchar2", "Oracle", "text"),
    ("string", "other databases", "text"),
    ("blob", "MySQL and SQLite", "bytea"),
    ("tinyblob", "MySQL", "bytea"),
    ("mediumblob", "MySQL", "bytea"),
    ("longblob", "MySQL", "bytea"),
    ("binary", "MySQL and SQL Server", "bytea"),
    ("varbinary", "MySQL and SQL Server", "bytea"),
    ("image", "SQL Server", "bytea"),
    ("double", "MySQL", "double precision"),
    ("number", "Oracle", "numeric"),
    ("uniqueidentifier", "SQL Server", "uuid"),
    ("enum", "MySQL", "a type that `create type NAME as enum (...)` creates"),
    ("year", "MySQL", "integer"),
];

const FUNCTIONS: [Foreign; 25] = [
    ("ifnull", "MySQL and SQLite", "coalesce"),
    ("nvl", "Oracle", "coalesce"),
    ("isnull", "SQL Server", "coalesce"),
    ("getdate", "SQL Server", "now()"),
    ("getutcdate", "SQL Server", "now()"),
    ("sysdatetime", "SQL Server", "now()"),
    ("sysdate", "Oracle", "now()"),
    ("curdate", "MySQL", "current_date"),
    ("curtime", "MySQL", "current_time"),
    ("datetime", "SQLite", "now()"),
    ("strftime", "SQLite", "to_char"),
    ("julianday", "SQLite", "extract"),
    ("date_format", "MySQL", "to_char"),
    ("str_to_date", "MySQL", "to_date"),
    ("unix_timestamp", "MySQL", "extract(epoch from now())"),
    ("from_unixtime", "MySQL", "to_timestamp"),
    ("newid", "SQL Server", "gen_random_uuid()"),
    ("uuid", "MySQL", "gen_random_uuid()"),
    ("last_insert_id", "MySQL", "`returning` in the statement that inserts the row"),
    ("last_insert_rowid", "SQLite", "`returning` in the statement that inserts the row"),
    ("group_concat", "MySQL and SQLite", "string_agg"),
    ("rand", "MySQL and SQL Server", "random()"),
    ("len", "SQL Server", "length"),
    ("charindex", "SQL Server", "strpos"),
    ("json_extract", "MySQL and SQLite", "the operator `->>`"),
];

/// Explains a missing type or function that another database has.
pub(super) fn explain(missing: &NamedObject) -> Option<Cause> {
    let known: &[Foreign] = match missing.kind {
        ObjectKind::Type => &TYPES,
        ObjectKind::Function => &FUNCTIONS,
        _ => return None,
    };
    let name = missing.name.name.to_lowercase();
    let (_, database, instead) = known.iter().find(|(known, ..)| missing.name.schema.is_none() && *known == name)?;
    let instead = if instead.contains('`') { (*instead).to_owned() } else { format!("`{instead}`") };
    Cause::new(
        format!("No migration creates {}, which is one of {database}.", missing.shown()),
        format!("write {instead} in place of `{name}`"),
    )
}
