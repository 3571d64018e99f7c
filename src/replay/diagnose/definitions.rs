//! Messages about definitions: classes 0A, 2B, 3F, 42 and 55 of SQLSTATE.

use super::cause::Known;

/// The messages, the more exact ones first.
pub(super) const KNOWN: &[Known] = &[
    Known {
        pattern: r#"^the stub of extension "(?P<extension>[^"]+)" cannot run (?P<name>.+)"#,
        why: "This server lacks extension `{extension}`, and its stub in tidegate does not do what `{name}` does.",
        help: "install the extension on the server, or pass a server that has it with `--database-url`",
    },
    Known {
        pattern: r#"^extension "(?P<name>[^"]+)" has no installation script nor update path for version "(?P<version>[^"]+)""#,
        why: "The statement pins extension `{name}` to version {version}, which this server does not have.",
        help: "remove `version '{version}'`, so that the server creates the version it has",
    },
    Known {
        pattern: r#"^extension "(?P<name>[^"]+)" has no update path from version "(?P<from>[^"]+)" to version "(?P<to>[^"]+)""#,
        why: "This server has extension `{name}` in version {from}, and none that leads to {to}.",
        help: "remove `to '{to}'`, so that the server updates to the version it has",
    },
    Known {
        pattern: r#"^multiple primary keys for table "(?P<table>[^"]+)" are not allowed"#,
        why: "Table `{table}` already has a primary key.",
        help: "remove this primary key, or drop the other one first: `alter table {table} drop constraint {table}_pkey`",
    },
    Known {
        pattern: r"(?s)^cannot (?:drop columns from view|change name of view column|change data type of view column).*\nSTATEMENT: .*?\bview\s+(?P<view>[^\s(]+)",
        why: "`CREATE OR REPLACE VIEW` can only add columns after the existing ones.",
        help: "drop the view before this statement: `drop view {view}`",
    },
    Known {
        pattern: r"(?s)^cannot (?:change (?:return type|name of input parameter|routine kind|whether a procedure)|remove parameter defaults).*\nHINT: [^\n]*?Use DROP (?P<kind>\w+) (?P<function>.+?) first",
        why: "`CREATE OR REPLACE` keeps the result, the names and the defaults of the arguments of a function.",
        help: "drop it before this statement: `drop function {function}`",
    },
    Known {
        pattern: r"^return type mismatch in function declared to return (?P<type>.+)",
        why: "The last statement of the body does not return {type}.",
        help: "make the last statement a `SELECT` (or `RETURNING`) whose columns have the declared type",
    },
    Known {
        pattern: r"^no language specified",
        why: "PostgreSQL does not know in which language the function is written.",
        help: "add `language sql` or `language plpgsql` after the body",
    },
    Known {
        pattern: r#"^relation "(?P<table>[^"]+)" is already member of publication "(?P<publication>[^"]+)""#,
        why: "Publication `{publication}` already contains table `{table}`.",
        help: "remove the statement, or drop the table from the publication first: `alter publication {publication} drop table {table}`",
    },
    Known {
        pattern: r#"^enum label "(?P<label>[^"]+)" already exists"#,
        why: "An earlier statement adds value `{label}`.",
        help: "remove this statement, or write `add value if not exists`",
    },
    Known {
        pattern: r#"^column "(?P<column>[^"]+)" specified more than once"#,
        why: "The list contains column `{column}` twice.",
        help: "remove one of the two",
    },
    Known {
        pattern: r#"^column reference "(?P<column>[^"]+)" is ambiguous"#,
        why: "Several tables of the statement, or a variable of the function, have the name `{column}`.",
        help: "write the table before the column, as in `t.{column}`",
    },
    Known {
        pattern: r#"^function name "(?P<name>[^"]+)" is not unique"#,
        why: "Several functions have the name `{name}`.",
        help: "write the types of the arguments after the name, as in `{name}(integer)`",
    },
    Known {
        pattern: r"^(?:function|procedure|aggregate|routine) (?P<name>.+) is not unique",
        why: "Several functions of this name accept these arguments: `CREATE OR REPLACE` with other arguments adds one and keeps the old one.",
        help: "write the types of its arguments, or drop the one that is no longer needed with `drop function`",
    },
    Known {
        pattern: r#"(?s)^column "(?P<column>[^"]+)" cannot be cast automatically to type (?P<type>[^\n]+).*\nHINT: [^\n]*"(?P<using>USING [^"]*(?:"[^"]+"[^"]*)?::[^"]+)""#,
        why: "PostgreSQL does not convert the values of `{column}` to {type} on its own.",
        help: "add the conversion to the end of the statement: `{using}`",
    },
    Known {
        pattern: r#"^column "(?P<column>[^"]+)" cannot be cast automatically to type (?P<type>[^\n]+)"#,
        why: "PostgreSQL does not convert the values of `{column}` to {type} on its own.",
        help: "add the conversion to the end of the statement: `using {column}::text::{type}`",
    },
    Known {
        pattern: r#"^default for (?:generated )?column "(?P<column>[^"]+)" cannot be cast automatically to type (?P<type>[^\n]+)"#,
        why: "The default of `{column}` is not converted to {type}, whatever `USING` says.",
        help: "drop the default before this statement and set it again after it: `alter column {column} drop default`",
    },
    Known {
        pattern: r#"(?s)^foreign key constraint "(?P<name>[^"]+)" cannot be implemented\nDETAIL: Key columns "(?P<column>[^"]+)" and "(?P<key>[^"]+)" are of incompatible types: (?P<type>.+) and (?P<other>[^\n]+)\.\n"#,
        why: "Column `{column}` is {type}, and the column `{key}` that it references is {other}.",
        help: "give `{column}` the type {other}",
    },
    Known {
        pattern: r#"^column "(?P<column>[^"]+)" is of type (?P<type>.+) but expression is of type (?P<other>[^\n]+)"#,
        why: "The value for `{column}` is {other}, which PostgreSQL does not convert to {type} on its own.",
        help: "cast the value: `(...)::{type}`",
    },
    Known {
        pattern: r"^cannot cast type (?P<type>.+) to (?P<other>[^\n]+)",
        why: "PostgreSQL has no conversion from {type} to {other}.",
        help: "convert through text: `...::text::{other}`",
    },
    Known {
        pattern: r"^operator does not exist: (?P<operator>[^\n]+)",
        why: "PostgreSQL has no operator for these two types: `{operator}`.",
        help: "cast one side to the type of the other, as in `a::text = b`",
    },
    Known {
        pattern: r"^there is no unique or exclusion constraint matching the ON CONFLICT specification",
        why: "`ON CONFLICT` needs a unique constraint or index on exactly its columns, and no earlier statement creates one.",
        help: "add one in an earlier statement: `alter table ... add unique (...)`",
    },
    Known {
        pattern: r"^functions in index (?P<part>expression|predicate) must be marked IMMUTABLE",
        why: "The {part} of the index calls a function whose result may change, such as a conversion that depends on a setting.",
        help: "use an immutable expression, as in `(created_at at time zone 'UTC')::date`",
    },
    Known {
        pattern: r"^generation expression is not immutable",
        why: "A generated column may only call functions whose result never changes for the same values.",
        help: "use an immutable expression, or fill the column in a trigger",
    },
    Known {
        pattern: r#"^partition "(?P<new>[^"]+)" would overlap partition "(?P<old>[^"]+)""#,
        why: "Partition `{old}` already covers a part of these values.",
        help: "give `{new}` bounds that begin where `{old}` ends",
    },
    Known {
        pattern: r#"^"(?P<name>[^"]+)" is not a (?:known|scalar) variable"#,
        why: "The block declares no variable `{name}`.",
        help: "declare it above `begin`: `declare {name} ...;`, or correct its name",
    },
    Known {
        pattern: r#"(?s)^"(?P<name>[^"]+)" is not a (?P<kind>[a-z ]+)\nHINT: [^\n]*Use (?P<instead>[A-Z ]+) to"#,
        why: "`{name}` is not a {kind}.",
        help: "write `{instead}`",
    },
    Known {
        pattern: r#"^"(?P<name>[^"]+)" is not a (?P<kind>[a-z ]+)"#,
        why: "An object named `{name}` exists, and it is of another kind than a {kind}.",
        help: "use the statement for its kind, or rename one of the two objects",
    },
    Known {
        pattern: r#"^"(?P<name>[^"]+)" is an? (?P<kind>[a-z]+(?: [a-z]+)?)(?:\n|$)"#,
        why: "The statement is not one for a {kind}, and `{name}` is one.",
        help: "write the name of another object, such as the table",
    },
    Known {
        pattern: r"^(?P<name>\S+) is not an? (?P<kind>enum|domain|composite type)(?:\n|$)",
        why: "Type `{name}` exists, and it is of another kind: not {kind}.",
        help: "write the statement for its kind, or drop the type and create it again",
    },
    Known {
        pattern: r"^there is no parameter \$(?P<number>[0-9]+)",
        why: "A migration has no parameters.",
        help: "write the value in place of `${number}`",
    },
    Known {
        pattern: r#"^cannot insert a non-DEFAULT value into column "(?P<column>[^"]+)""#,
        why: "Column `{column}` is generated always, so PostgreSQL gives it its values.",
        help: "leave the column out, or, for an identity column, write `overriding system value` before `values`",
    },
    Known {
        pattern: r"^INSERT has more (?P<more>expressions than target columns|target columns than expressions)",
        why: "The statement has more {more}.",
        help: "give each column of the list one value",
    },
    Known {
        pattern: r"^query has no destination for result data",
        why: "PL/pgSQL does not know what to do with the result of the `SELECT`.",
        help: "write `PERFORM` instead of `SELECT`, or add `INTO` with a variable",
    },
    Known {
        pattern: r"^unterminated (?P<what>[^\n]+?) at or near",
        why: "The {what} begins here and has no end, so the rest of the file belongs to it.",
        help: "end it: write `''` for a quote inside a string, and the same dollar quote at both ends of a body",
    },
    Known {
        pattern: r"^no schema has been selected to create in",
        why: "`search_path` names no schema that exists, so PostgreSQL does not know where to create the object.",
        help: "write the schema before the name, or put `set search_path to public;` before this statement",
    },
    Known {
        pattern: r#"^role "(?P<role>[^"]+)" cannot be dropped because some objects depend on it"#,
        why: "Role `{role}` owns objects or has privileges.",
        help: "give them to another role first: `reassign owned by {role} to current_user; drop owned by {role};`",
    },
    Known {
        pattern: r"^cannot drop (?P<object>[^\n]+) because (?P<extension>extension \S+) requires it",
        why: "The {object} is a part of {extension}.",
        help: "drop the extension instead: `drop {extension}`",
    },
    Known {
        pattern: r"(?s)^cannot drop (?P<object>[^\n]+) because other objects depend on it\nDETAIL: (?P<detail>[^\n]+? depends on [^\n]+?)(?: \w+ [^\n]+ depends on [^\n]*)?\n",
        why: "Another object needs it: {detail}.",
        help: "drop that object first, or add `cascade` to the end of the statement, which drops it as well",
    },
    Known {
        pattern: r"^cannot drop (?P<object>[^\n]+) because (?P<other>[^\n]+) requires it",
        why: "The {object} is a part of {other}.",
        help: "drop {other} instead",
    },
    Known {
        pattern: r#"^cannot create index on partitioned table "(?P<table>[^"]+)" concurrently"#,
        why: "`CONCURRENTLY` works on a partition, not on the partitioned table.",
        help: "create the index on the parent only (`create index ... on only {table} ...`), then one with `concurrently` on each partition, and join them with `alter index ... attach partition ...`",
    },
    Known {
        pattern: r"(?s)^cannot alter type of a column used (?:by|in) (?P<what>[^\n]+)\nDETAIL: (?P<detail>[^\n]+)\n",
        why: "The type of the column is a part of another object: {detail}.",
        help: "drop that object before this statement and create it again after it",
    },
    Known {
        pattern: r#"(?s)^unique constraint on partitioned table must include all partitioning columns\nDETAIL: [^\n]*lacks column "(?P<column>[^"]+)""#,
        why: "A key of a partitioned table has to contain the column `{column}`, by which it is partitioned.",
        help: "add `{column}` to the key",
    },
    Known {
        pattern: r#"^cross-database references are not implemented: "?(?P<name>[^"\n]+)"?"#,
        why: "The name `{name}` has three parts, and the first one is read as a database.",
        help: "write the schema and the name only, and quote a name that contains a dot",
    },
    Known {
        pattern: r#"^cannot refresh materialized view "(?P<view>[^"]+)" concurrently"#,
        why: "`CONCURRENTLY` needs a unique index on columns of the view, without `WHERE`, and the view needs rows of an earlier refresh.",
        help: "create the index first: `create unique index on {view} (...)`",
    },
    Known {
        pattern: r#"^materialized view "(?P<view>[^"]+)" has not been populated"#,
        why: "The view was created or refreshed with `WITH NO DATA`.",
        help: "fill it first: `refresh materialized view {view}`",
    },
    Known {
        pattern: r#"^cannot (?P<what>[A-Z ]+) "(?P<table>[^"]+)" because it has pending trigger events"#,
        why: "The transaction has changed rows of `{table}`, and its deferred constraints are not checked yet.",
        help: "check them before this statement: `set constraints all immediate;`",
    },
    Known {
        pattern: r#"^currval of sequence "(?P<sequence>[^"]+)" is not yet defined in this session"#,
        why: "No statement of this session has taken a value from `{sequence}`.",
        help: "use `nextval('{sequence}')`, or `returning` in the statement that inserts the row",
    },
    Known {
        pattern: r"^(?P<what>[A-Z ]+) can only be used in transaction blocks",
        why: "The migration tool runs this migration without a transaction.",
        help: "put `begin;` before the statements that belong together and `commit;` after them",
    },
    Known {
        pattern: r"^cannot execute (?P<what>[A-Z ]+) in a read-only transaction",
        why: "An earlier statement makes transactions read-only.",
        help: "remove `default_transaction_read_only` and `read only` from the earlier statements",
    },
    Known {
        pattern: r#"^unrecognized configuration parameter "(?P<name>[^"]+)""#,
        why: "This server has no setting `{name}`, and settings of a project have a dot in their names.",
        help: "remove it, or name it like `app.{name}`",
    },
    Known {
        pattern: r#"^column "(?P<column>[^"]+)" must appear in the GROUP BY clause"#,
        why: "The query groups rows, and the group does not determine `{column}`.",
        help: "add `{column}` to `GROUP BY`, or use an aggregate such as `max({column})`",
    },
    Known {
        pattern: r#"^cannot drop inherited (?P<kind>column|constraint) "(?P<name>[^"]+)""#,
        why: "The {kind} `{name}` comes from the parent table.",
        help: "drop the {kind} from the parent table",
    },
    Known {
        pattern: r#"^column "(?P<column>[^"]+)" of relation "(?P<table>[^"]+)" is (?:an identity|a generated) column"#,
        why: "PostgreSQL computes the values of `{column}` itself.",
        help: "drop that first: `alter table {table} alter column {column} drop identity` or `drop expression`",
    },
    Known {
        pattern: r#"^relation "(?P<name>[^"]+)" is not a (?P<kind>[a-z ]+)"#,
        why: "An object named `{name}` exists, and it is of another kind than a {kind}.",
        help: "use the statement for its kind, or rename one of the two objects",
    },
    Known {
        pattern: r#"(?s)^cannot change routine kind\nDETAIL: "(?P<name>[^"]+)" is an? (?P<kind>[a-z]+(?: [a-z]+)?)\."#,
        why: "`{name}` exists as a {kind}.",
        help: "drop it before this statement: `drop routine {name}`",
    },
    Known {
        pattern: r"^data type (?P<type>json) has no default operator class|^could not identify an? \w+ operator for type (?P<other>json)\b",
        why: "Values of type json cannot be compared.",
        help: "use the type jsonb: `...::jsonb`",
    },
    Known {
        pattern: r#"^data type (?P<type>.+) has no default operator class for access method "(?P<method>gin|gist)""#,
        why: "An index with `{method}` has no operators for {type} of its own.",
        help: "create the extension that has them in an earlier statement: `create extension if not exists btree_{method}`",
    },
    Known {
        pattern: r#"(?s)^cannot truncate a table referenced in a foreign key constraint\nDETAIL: Table "(?P<table>[^"]+)" references "(?P<key>[^"]+)""#,
        why: "Rows of `{table}` may refer to rows of `{key}`.",
        help: "empty both in one statement: `truncate {key}, {table}`",
    },
    Known {
        pattern: r#"^"(?P<label>[^"]+)" is not an existing enum label"#,
        why: "The enum has no value `{label}` at this point of the history.",
        help: "correct the value, or remove the statement",
    },
];
