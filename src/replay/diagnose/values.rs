//! Messages about rows and values: classes 21, 22, 23, P0 and XX of SQLSTATE.

use super::cause::Known;

/// The messages, the more exact ones first.
pub(super) const KNOWN: &[Known] = &[
    Known {
        pattern: r#"^column "(?P<column>[^"]+)" of relation "(?P<table>[^"]+)" contains null values"#,
        why: "In a replay all rows come from the migrations, and they insert rows into `{table}` that have no `{column}`.",
        help: "give the rows a value first: `update {table} set {column} = ... where {column} is null`, or add the column with a default",
    },
    Known {
        pattern: r#"^null value in column "(?P<column>[^"]+)" of relation "(?P<table>[^"]+)" violates not-null constraint"#,
        why: "The statement gives `{column}` of `{table}` no value, and the column has no default here.",
        help: "write a value, or set a default first: `alter table {table} alter column {column} set default ...`",
    },
    Known {
        pattern: r#"^check constraint "(?P<name>[^"]+)" of relation "(?P<table>[^"]+)" is violated by some row"#,
        why: "In a replay all rows come from the migrations, and a row of `{table}` that they insert violates the constraint.",
        help: "correct the rows of `{table}` with an `update` before this statement",
    },
    Known {
        pattern: r#"^new row for relation "(?P<table>[^"]+)" violates check constraint "(?P<name>[^"]+)""#,
        why: "The row does not satisfy constraint `{name}` of `{table}`.",
        help: "correct the values, or change the constraint in an earlier statement: `alter table {table} drop constraint {name}`",
    },
    Known {
        pattern: r#"^no partition of relation "(?P<table>[^"]+)" found for row"#,
        why: "No partition of `{table}` covers the row.",
        help: "create a partition first: `create table {table}_default partition of {table} default`",
    },
    Known {
        pattern: r#"^updated partition constraint for default partition "(?P<name>[^"]+)" would be violated by some row"#,
        why: "The default partition `{name}` has rows that belong to the new partition.",
        help: "move these rows out of `{name}` before this statement",
    },
    Known {
        pattern: r#"^conflicting key value violates exclusion constraint "(?P<name>[^"]+)""#,
        why: "In a replay all rows come from the migrations, and two of them conflict by constraint `{name}`.",
        help: "correct one of the two rows",
    },
    Known {
        pattern: r#"^could not create exclusion constraint "(?P<name>[^"]+)""#,
        why: "In a replay all rows come from the migrations, and two of them conflict by constraint `{name}`.",
        help: "correct one of the two rows before the constraint is created",
    },
    Known {
        pattern: r#"^invalid input value for enum (?P<enum>[^:]+): "(?P<value>[^"]*)""#,
        why: "Enum `{enum}` has no value `{value}` at this point of the history.",
        help: "correct the value, or add it in an earlier migration: `alter type {enum} add value '{value}'`",
    },
    Known {
        pattern: r#"^invalid input syntax for type (?P<type>[^:]+): "(?P<value>[^"]*)""#,
        why: "`{value}` is not a value of type {type}.",
        help: "correct the value",
    },
    Known {
        pattern: r"^value too long for type (?P<type>[^\n]+)",
        why: "The column is {type}, and the value is longer.",
        help: "shorten the value, or change the type of the column in an earlier statement",
    },
    Known {
        pattern: r#"^date/time field value out of range: "(?P<value>[^"]*)""#,
        why: "`{value}` is not a valid date or time; the order of day and month depends on the setting `datestyle`.",
        help: "write dates as `YYYY-MM-DD`",
    },
    Known {
        pattern: r#"^(?:value "[^"]*" is out of range for type (?P<type>[^\n]+)|(?P<other>[a-z ]+) out of range)"#,
        why: "The type of the column cannot hold the number.",
        help: "change the type of the column in an earlier statement, for example to `bigint`",
    },
    Known {
        pattern: r"^invalid schedule: (?P<schedule>[^\n]+)",
        why: "The schedule `{schedule}` is not one of pg_cron.",
        help: "write five fields, as in `0 3 * * *`, or an interval such as `30 seconds`",
    },
    Known {
        pattern: r"^could not find valid entry for job '(?P<job>[^']*)'",
        why: "No earlier migration schedules the job: it may exist only in a database in use.",
        help: "unschedule the job only if it exists: `select cron.unschedule(jobname) from cron.job where jobname = '{job}'`",
    },
    Known {
        pattern: r"^could not find valid entry for job (?P<job>[0-9]+)",
        why: "No earlier migration schedules the job: it may exist only in a database in use.",
        help: "unschedule the job only if it exists: `select cron.unschedule(jobid) from cron.job where jobid = {job}`",
    },
    Known {
        pattern: r"^ON CONFLICT DO UPDATE command cannot affect row a second time",
        why: "The statement inserts two rows with the same key.",
        help: "remove one of the two rows",
    },
    Known {
        pattern: r"^more than one row returned by a subquery used as an expression",
        why: "In a replay all rows come from the migrations, and the subquery finds several of them.",
        help: "make the subquery find one row, for example with `order by ... limit 1`",
    },
    Known {
        pattern: r"^query returned (?:no rows|more than one row)",
        why: "The block expects one row of a query. In a replay all rows come from the migrations.",
        help: "remove `strict` and test `found`, or insert the row in an earlier migration",
    },
];
