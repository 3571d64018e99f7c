//! Syntax that is new in a `PostgreSQL` major version, for projects that run on an older one.
//!
//! From the grammar of each major version (`gram.y`): a statement for every production, and for every alternative of
//! its parts, was given to servers of 13 to 18, and `tests/newer_syntax.txt` is what the later ones parse only.
//! `PostgreSQL` 12 is assumed.

use super::tree::{At, SyntaxKind as K};
use super::version_clauses::{clause, has_pairs};
use super::version_options::option;
use crate::text::Span;

/// Returns the newest syntax in a statement, if it is newer than `PostgreSQL` 12.
pub(super) fn needed(root: At) -> Option<(u16, &'static str, Span)> {
    let found = root.all().filter_map(|node| syntax(node, root).map(|(major, what)| (major, what, node.span())));
    found.max_by_key(|(major, _, span)| (*major, std::cmp::Reverse(span.start)))
}

/// The forms of `IS [NOT] JSON`.
const IS_JSON: [K; 10] = [
    K::IS_JSON,
    K::IS_JSON_ARRAY,
    K::IS_JSON_OBJECT,
    K::IS_JSON_SCALAR,
    K::IS_JSON_VALUE,
    K::IS_NOT_JSON,
    K::IS_NOT_JSON_ARRAY,
    K::IS_NOT_JSON_OBJECT,
    K::IS_NOT_JSON_SCALAR,
    K::IS_NOT_JSON_VALUE,
];

fn syntax(node: At, root: At) -> Option<(u16, &'static str)> {
    let under = |kind: K| node.has(kind);
    Some(match node.kind() {
        K::DROP_EXPRESSION => (13, "DROP EXPRESSION"),
        K::WITH_TIES => (13, "WITH TIES"),
        K::SEARCH_CLAUSE => (14, "SEARCH of a recursive query"),
        K::CYCLE_CLAUSE => (14, "CYCLE of a recursive query"),
        K::MERGE if under(K::RETURNING_CLAUSE) => (17, "MERGE … RETURNING"),
        K::MERGE => (15, "MERGE"),
        K::MERGE_WHEN_NOT_MATCHED_SOURCE | K::BY_TARGET => (17, "WHEN NOT MATCHED BY SOURCE or BY TARGET"),
        K::SET_NULL_COLUMNS | K::SET_DEFAULT_COLUMNS if node.text().contains('(') => {
            (15, "SET NULL and SET DEFAULT of some columns")
        }
        K::PUBLICATION_OBJECT_TABLES_IN_SCHEMA => (15, "TABLES IN SCHEMA of a publication"),
        K::INT_NUMBER | K::NUMERIC_NUMBER if node.text().contains('_') => (16, "`_` in a number"),
        K::NULLS_NOT_DISTINCT => (15, "NULLS NOT DISTINCT"),
        K::NULLS_DISTINCT => (15, "NULLS DISTINCT"),
        K::DETACH_CONCURRENTLY => (14, "DETACH PARTITION … CONCURRENTLY"),
        K::COMPRESSION_METHOD => (14, "COMPRESSION"),
        K::MERGE_PARTITIONS => (19, "MERGE PARTITIONS"),
        K::SPLIT_PARTITION => (19, "SPLIT PARTITION"),
        K::JSON_TABLE => (17, "JSON_TABLE"),
        K::JSON_QUERY_FN => (17, "JSON_QUERY"),
        K::JSON_VALUE_FN => (17, "JSON_VALUE"),
        K::JSON_EXISTS_FN => (17, "JSON_EXISTS"),
        kind if IS_JSON.contains(&kind) => (16, "IS JSON"),
        K::JSON_ARRAY_FN => (16, "JSON_ARRAY"),
        K::JSON_ARRAY_AGG_FN => (16, "JSON_ARRAYAGG"),
        K::JSON_OBJECT_AGG_FN => (16, "JSON_OBJECTAGG"),
        K::JSON_OBJECT_FN if has_pairs(node) || node.has(K::JSON_RETURNING_CLAUSE) => {
            (16, "JSON_OBJECT with pairs or RETURNING")
        }
        K::JSON_SCALAR_FN => (17, "JSON_SCALAR"),
        K::JSON_SERIALIZE_FN => (17, "JSON_SERIALIZE"),
        K::AT_LOCAL => (17, "AT LOCAL"),
        K::WITHOUT_OVERLAPS => (18, "WITHOUT OVERLAPS"),
        K::PERIOD_COLUMN => (18, "PERIOD in a foreign key"),
        K::RETURNING_OPTION_LIST => (18, "OLD and NEW in RETURNING"),
        K::NOT_ENFORCED | K::ENFORCED => (18, "ENFORCED and NOT ENFORCED"),
        K::SET_EXPRESSION => (17, "SET EXPRESSION"),
        K::NOT_NULL_CONSTRAINT if under(K::COLUMN_NAME_REF) => (18, "NOT NULL as a constraint of the table"),
        K::GENERATED_STORED if !node.all().any(|part| part.kind() == K::STORED_KW) => {
            (18, "a virtual generated column")
        }
        K::ATOMIC_BODY => (14, "BEGIN ATOMIC"),
        K::RETURN_STMT => (14, "RETURN as the body of a function"),
        K::SET_ACCESS_METHOD if node.all().any(|part| part.kind() == K::DEFAULT_KW) => {
            (17, "SET ACCESS METHOD DEFAULT")
        }
        K::SET_ACCESS_METHOD => (15, "SET ACCESS METHOD"),
        K::CREATE_VIEW | K::ALTER_VIEW if node.text().to_ascii_lowercase().contains("security_invoker") => {
            (15, "security_invoker views")
        }
        K::CREATE_TRIGGER if node.has(K::OR_REPLACE) => (14, "CREATE OR REPLACE TRIGGER"),
        _ => return clause(node, root).or_else(|| option(node)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Script;

    fn check(sql: &str, expected: Option<u16>) {
        let script = Script::read(sql.as_bytes(), &(0..sql.len()));
        let statement = &script.statements[0];
        assert_eq!(statement.error, None, "{sql}");
        assert_eq!(statement.needs.as_ref().map(|needs| needs.0), expected, "{sql}: {:?}", statement.needs);
    }

    #[test]
    fn syntax_and_the_major_that_brought_it() {
        check("create table t (a int generated always as (1) stored)", None);
        check("create or replace view v as select 1", None);
        check("create trigger r before insert on t for each row execute function f()", None);
        check("select a from t order by a fetch first 3 rows with ties", Some(13));
        check("alter table t alter column a drop expression", Some(13));
        check("create or replace trigger r before insert on t for each row execute function f()", Some(14));
        check("create function f() returns int begin atomic select 1; end", Some(14));
        check("alter table t detach partition p concurrently", Some(14));
        check("merge into t using s on t.a = s.a when matched then delete", Some(15));
        check("create table t (a int unique nulls not distinct)", Some(15));
        check("create view v with (security_invoker = true) as select 1", Some(15));
        check("alter view v set (security_invoker = on)", Some(15));
        check("create publication p for tables in schema s", Some(15));
        check("alter table t set access method heap", Some(15));
        check("create table t (a int, foreign key (a) references s on delete set null)", None);
        check("create table t (a int, b int, foreign key (a, b) references s on delete set null (a))", Some(15));
        check("select 1_000", Some(16));
        check("select a is json from t", Some(16));
        check("select json_object('{a: 1}'::text[])", None);
        check("select json_object('a': 1)", Some(16));
        check("select * from json_table('[]', '$[*]' columns (a int path '$'))", Some(17));
        check("select json_value('{}', '$.a')", Some(17));
        check("alter table t alter column a set expression as (1)", Some(17));
        check("create table t (a int generated always as (1) virtual)", Some(18));
        check("create table t (a int, check (a > 0) not enforced)", Some(18));
        check("create table t (a int, b tsrange, primary key (a, b without overlaps))", Some(18));
        check("alter table t add constraint c not null a", Some(18));
        check("create table t (a int not null, b int constraint c not null)", None);
    }

    #[test]
    fn forms_by_the_differences_of_the_grammars() {
        check("alter table t alter column a set compression lz4", Some(14));
        check("alter table t detach partition p finalize", Some(14));
        check("select count(*) from t group by distinct rollup (a)", Some(14));
        check("select count(*) from t group by rollup (a)", None);
        check("create procedure p(out a int) language sql as 'select 1'", Some(14));
        check("create function p(out a int) language sql as 'select 1'", None);
        check("vacuum (process_toast false) t", Some(14));
        check("create unlogged sequence s", Some(15));
        check("create publication p for table t where (a > 1)", Some(15));
        check("create publication p for table t", None);
        check("alter subscription s skip (lsn = none)", Some(15));
        check("grant set on parameter work_mem to joe", Some(15));
        check("select * from (select 1)", Some(16));
        check("select * from (values (1))", Some(16));
        check("select * from (select 1) as a", None);
        check("select * from (select 1) a (b), lateral (select 2) c", None);
        check("select 0x1F", Some(16));
        check("grant a to b with inherit true", Some(16));
        check("grant a to b with admin option", None);
        check("revoke inherit option for a from b", Some(16));
        check("create table t (a text storage plain)", Some(16));
        check("alter table t alter column a set storage default", Some(16));
        check("alter table t alter column a set storage plain", None);
        check("copy t to stdout with (default 'x')", Some(16));
        check("explain (generic_plan) select 1", Some(16));
        check("explain (analyze, buffers) select 1", None);
        check("grant maintain on t to joe", Some(17));
        check("grant select on maintain to joe", None);
        check("copy t from '/a' with (on_error ignore)", Some(17));
        check("explain (memory) select 1", Some(17));
        check("vacuum only t", Some(18));
        check("analyze only t", Some(18));
        check("vacuum t", None);
        check("create statistics s on (a + 1) from t", Some(14));
        check("create statistics s on lower(a), b from t", Some(14));
        check("create statistics s (ndistinct) on a, b from t", None);
        check("create collation c (provider = builtin, locale = 'C')", Some(17));
        check("create collation c (provider = 'icu', locale = 'de')", None);
        check("create publication p for all sequences", Some(19));
        check("create publication p for all tables", None);
        check("update t set a = 1 returning old.*", Some(18));
        check("insert into t values (1) returning NEW.a as b", Some(18));
        check("update t as new set a = 1 returning new.a", None);
        check("update t set a = 1 from old where true returning old.a", None);
        check("update t set a = 1 returning a", None);
        check("create rule r as on update to v do instead update t set a = 1 returning new.a", None);
        let body = "update t set a = 1 returning new.a into b; return new;";
        let function = format!("create function f() returns trigger language plpgsql as $$ begin {body} end $$");
        check(&function, None);
    }
}
