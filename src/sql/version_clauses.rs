//! Clauses and words inside of statements that are new in a `PostgreSQL` major version.

use super::tree::{At, SyntaxKind as K};

/// Returns the major version that added a clause or a word.
pub(super) fn clause(node: At, root: At) -> Option<(u16, &'static str)> {
    let has = |kind: K| node.all().any(|found| found.kind() == kind);
    Some(match node.kind() {
        K::SET_COMPRESSION => (14, "SET COMPRESSION"),
        K::DETACH_FINALIZE => (14, "DETACH PARTITION … FINALIZE"),
        K::GROUP_BY_CLAUSE if starts_with(node, &["group", "by", "distinct"]) => (14, "GROUP BY DISTINCT"),
        K::GROUP_BY_CLAUSE if starts_with(node, &["group", "by", "all"]) => (14, "GROUP BY ALL"),
        K::AS_NAME if is_bare_keyword(node) => (14, "a keyword as the name of a column without AS"),
        K::OVERLAY_EXPRS => (14, "overlay() with commas"),
        K::OVERLAY_FN if !node.has(K::OVERLAY_EXPRS) && !node.has(K::OVERLAY_PLACING) => (14, "overlay() with commas"),
        K::SUBSTRING_SIMILAR_ESCAPE => (14, "SIMILAR of substring()"),
        K::CLUSTER if has(K::OPTION_ITEM_LIST) && !has(K::TABLE_NAME_REF) && !has(K::CLUSTER_LEGACY) => {
            (17, "CLUSTER of all tables with options")
        }
        K::CLUSTER if has(K::OPTION_ITEM_LIST) => (14, "CLUSTER with options in parentheses"),
        K::ROLE_REF_CURRENT_ROLE => (14, "CURRENT_ROLE as the name of a role"),
        K::GRANTED_BY_CLAUSE if !is_of_roles(node, root) => (14, "GRANTED BY of privileges on objects"),
        K::ADD_PUBLICATION | K::DROP_SUBSCRIPTION_PUBLICATION => (14, "ADD and DROP PUBLICATION of a subscription"),
        K::CREATE_SCHEMA if has(K::CURRENT_ROLE_KW) => (14, "CURRENT_ROLE as the name of a role"),
        K::ASENSITIVE => (14, "an ASENSITIVE cursor"),
        K::PROPERTY_COMPRESSION => (14, "COMPRESSION of LIKE"),
        K::REFRESH_COLLATION_VERSION => (15, "REFRESH COLLATION VERSION of a database"),
        K::ALTER_SEQUENCE if has(K::SET_LOGGED) || has(K::SET_UNLOGGED) => (15, "SET LOGGED of a sequence"),
        K::PUBLICATION_OBJECT_TABLE if node.text().contains('(') && !has(K::WHERE_CONDITION_CLAUSE) => {
            (15, "columns of a table in a publication")
        }
        K::JOIN_USING_CLAUSE if has(K::AS_KW) => (14, "an alias of JOIN … USING"),
        K::CREATE_PROCEDURE | K::DROP_PROCEDURE if has(K::PARAM_OUT) => (14, "OUT parameters of a procedure"),
        K::STATISTICS_ON_CLAUSE if node.text().contains('(') => (14, "statistics on an expression"),
        K::CREATE_SEQUENCE if has(K::UNLOGGED_KW) || has(K::UNLOGGED) => (15, "an unlogged sequence"),
        K::CREATE_PUBLICATION | K::ALTER_PUBLICATION if has(K::WHERE_CONDITION_CLAUSE) => {
            (15, "WHERE of a publication")
        }
        K::SKIP_SUBSCRIPTION => (15, "ALTER SUBSCRIPTION … SKIP"),
        K::PRIVILEGE_PARAMETER => (15, "privileges on a parameter"),
        _ => return later(node, root),
    })
}

/// The same for 16 and later.
fn later(node: At, root: At) -> Option<(u16, &'static str)> {
    let has = |kind: K| node.all().any(|found| found.kind() == kind);
    Some(match node.kind() {
        K::REINDEX_TARGET_DATABASE | K::REINDEX_TARGET_SYSTEM if !has(K::DATABASE_REF) => {
            (16, "REINDEX of the current database without its name")
        }
        K::CREATE_STATISTICS if !has(K::STATISTICS) => (16, "CREATE STATISTICS without a name"),
        K::JSON_FN
            if has(K::JSON_FORMAT_CLAUSE) || has(K::JSON_WITH_UNIQUE_KEYS) || has(K::JSON_WITHOUT_UNIQUE_KEYS) =>
        {
            (17, "JSON() with options")
        }
        K::COPY if forces_all(node) => (17, "FORCE NULL * of COPY"),
        K::SET_STATISTICS if has(K::DEFAULT_KW) => (17, "SET STATISTICS DEFAULT"),
        K::ALTER_DOMAIN if adds_not_null(node) => (17, "ADD NOT NULL of a domain"),
        K::NOT_NULL_CONSTRAINT if has(K::NO_INHERIT) => (18, "NO INHERIT of NOT NULL"),
        K::PRIVILEGE_TARGET_LARGE_OBJECTS => (18, "default privileges ON LARGE OBJECTS"),
        K::ALTER_CONSTRAINT if has(K::INHERIT) || has(K::NO_INHERIT) || has(K::INHERIT_KW) => {
            (18, "INHERIT of ALTER CONSTRAINT")
        }
        K::INT_NUMBER if is_radix(node.text()) => (16, "a hexadecimal, octal or binary number"),
        K::PAREN_FROM_ITEM if is_query_without_alias(node) => (16, "a subquery in FROM without an alias"),
        K::GRANT_ROLE_OPTION if is_role_option(node.text()) => (16, "GRANT of a role WITH an option and its value"),
        K::INHERIT_OPTION_FOR | K::SET_OPTION_FOR => (16, "REVOKE of an option of a role"),
        K::STORAGE => (16, "STORAGE in the definition of a column"),
        K::SET_STORAGE if has(K::DEFAULT_KW) => (16, "SET STORAGE DEFAULT"),
        K::INDENT | K::NO_INDENT => (16, "INDENT of XMLSERIALIZE"),
        K::SYSTEM_USER_KW => (16, "SYSTEM_USER"),
        K::GRANT | K::REVOKE | K::ALTER_DEFAULT_PRIVILEGES if grants(node, "maintain") => {
            (17, "the privilege MAINTAIN")
        }
        K::VACUUM | K::ANALYZE if has(K::ONLY_KW) || has(K::STAR) => (18, "VACUUM and ANALYZE ONLY"),
        K::CREATE_COLLATION if is_builtin(node) => (17, "the provider builtin of a collation"),
        K::CREATE_PUBLICATION if has_words(node, &["all", "sequences"]) => (19, "ALL SEQUENCES of a publication"),
        K::INSERT | K::UPDATE | K::DELETE | K::MERGE if is_statement(node, root) && returns_old_or_new(node) => {
            (18, "OLD and NEW in RETURNING")
        }
        K::CREATE_FOREIGN_TABLE if has(K::LIKE_CLAUSE) => (18, "LIKE in CREATE FOREIGN TABLE"),
        _ => return None,
    })
}

/// The words of a node that are not in quotes, in small letters.
fn plain_words(node: At) -> Vec<String> {
    node.all()
        .filter(|part| part.is_token() && !part.text().trim().is_empty())
        .map(|token| token.text().to_ascii_lowercase())
        .collect()
}

/// Whether words follow each other.
fn has_words(node: At, words: &[&str]) -> bool {
    plain_words(node).windows(words.len()).any(|found| found == words)
}

/// `provider = builtin`
fn is_builtin(node: At) -> bool {
    ["builtin", "'builtin'", "\"builtin\""].iter().any(|name| has_words(node, &["provider", "=", name]))
}

/// Whether a node is a whole statement, and no part of a body, in which `new` may be a variable.
fn is_statement(node: At, root: At) -> bool {
    root.children().any(|child| child.span() == node.span() && child.kind() == node.kind())
}

/// `RETURNING old.a`, where nothing else has the name: before 18 it is that of a table.
fn returns_old_or_new(node: At) -> bool {
    let Some(clause) = node.find(K::RETURNING_CLAUSE) else { return false };
    let names = ["old", "new"];
    let words = plain_words(clause);
    let is_row = |pair: &[String]| names.contains(&&*pair[0]) && pair[1] == ".";
    let before = node.before(clause).to_ascii_lowercase();
    let mut others = before.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.windows(2).any(is_row) && !others.any(|word| names.contains(&word))
}

fn is_radix(number: &str) -> bool {
    matches!(number.as_bytes(), [b'0', b'x' | b'X' | b'o' | b'O' | b'b' | b'B', ..])
}

/// `(SELECT …)` alone: with an alias there is a second part.
fn is_query_without_alias(node: At) -> bool {
    let mut parts = node.children().filter(|child| !child.is_token());
    let is_query =
        |part: At| matches!(part.kind(), K::PAREN_SELECT | K::SELECT | K::COMPOUND_SELECT | K::VALUES | K::TABLE);
    parts.next().is_some_and(is_query) && parts.next().is_none()
}

/// `INHERIT TRUE`, `SET FALSE`, `ADMIN TRUE`; `ADMIN OPTION` is old.
fn is_role_option(text: &str) -> bool {
    text.split_whitespace().last().is_some_and(|last| !last.eq_ignore_ascii_case("option"))
}

/// Whether a word is among the privileges, which precede `ON`.
fn grants(node: At, privilege: &str) -> bool {
    let words = node.all().filter(|found| found.is_token()).take_while(|found| found.kind() != K::ON_KW);
    let mut privileges = words.filter(|word| word.text().eq_ignore_ascii_case(privilege));
    privileges.next().is_some()
}

/// `key: value` or `key VALUE value`; older servers have only a function of that name.
pub(super) fn has_pairs(node: At) -> bool {
    let mut tokens = node.all().filter(|found| found.is_token()).peekable();
    while let Some(token) = tokens.next() {
        match token.kind() {
            K::VALUE_KW => return true,
            K::COLON if tokens.next_if(|next| next.kind() == K::COLON).is_none() => return true,
            _ => {}
        }
    }
    false
}

/// Whether the first words are these.
fn starts_with(node: At, words: &[&str]) -> bool {
    let mut found = node.all().filter(|part| part.is_token());
    words.iter().all(|word| found.next().is_some_and(|token| token.text().eq_ignore_ascii_case(word)))
}

/// `select a name`: before 14, only a word that is not a keyword may follow an expression without `AS`. Words that became
/// keywords later are not meant.
fn is_bare_keyword(label: At) -> bool {
    let mut tokens = label.all().filter(|part| part.is_token());
    tokens.next().is_some_and(|first| {
        let is_name =
            matches!(first.kind(), K::AS_KW | K::IDENT | K::UNICODE_ESC_STRING) || first.text().starts_with('"');
        !is_name && !LATER_KEYWORDS.contains(&&*first.text().to_ascii_lowercase())
    })
}

/// `GRANT role TO role GRANTED BY …` is old.
fn is_of_roles(clause: At, root: At) -> bool {
    let statement = root.children().find(|child| matches!(child.kind(), K::GRANT | K::REVOKE));
    statement.is_some_and(|statement| {
        let before = statement.before(clause).to_ascii_lowercase();
        !before.split_whitespace().any(|word| word == "on")
    })
}

/// `FORCE NULL *`, `FORCE_NOT_NULL *`
fn forces_all(node: At) -> bool {
    let words = node.all().filter(|part| part.is_token()).map(|token| token.text().to_ascii_lowercase());
    let text =
        format!(" {} ", words.collect::<Vec<_>>().join(" ")).replace("force_n", "force n").replace("t_null", "t null");
    text.contains(" force null * ") || text.contains(" force not null * ")
}

/// `ALTER DOMAIN d ADD [CONSTRAINT c] NOT NULL`
fn adds_not_null(node: At) -> bool {
    let words: Vec<String> =
        node.all().filter(|part| part.is_token()).map(|token| token.text().to_ascii_lowercase()).collect();
    words.windows(3).any(|three| three == ["add", "not", "null"])
        || words.windows(5).any(|five| five[0] == "add" && five[1] == "constraint" && five[3..] == ["not", "null"])
}

/// Words of the parser that are not keywords of `PostgreSQL` 13.
const LATER_KEYWORDS: &[&str] = &[
    "absent",
    "alias",
    "asensitive",
    "assert",
    "atomic",
    "breadth",
    "column_name",
    "compression",
    "conditional",
    "constant",
    "constraint_name",
    "datatype",
    "debug",
    "depth",
    "destination",
    "detail",
    "diagnostics",
    "dump",
    "edge",
    "elseif",
    "elsif",
    "empty",
    "enforced",
    "errcode",
    "error",
    "exception",
    "exit",
    "finalize",
    "foreach",
    "format",
    "get",
    "graph",
    "graph_table",
    "hint",
    "ignore",
    "indent",
    "info",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "keep",
    "keys",
    "log",
    "loop",
    "lsn",
    "matched",
    "merge",
    "merge_action",
    "message",
    "message_text",
    "nested",
    "node",
    "notice",
    "objects",
    "omit",
    "open",
    "parameter",
    "partitions",
    "path",
    "perform",
    "period",
    "pg_context",
    "pg_datatype_name",
    "pg_exception_context",
    "pg_exception_detail",
    "pg_exception_hint",
    "pg_routine_oid",
    "plan",
    "portion",
    "print_strict_params",
    "properties",
    "property",
    "query",
    "quotes",
    "raise",
    "relationship",
    "repack",
    "respect",
    "return",
    "returned_sqlstate",
    "reverse",
    "row_count",
    "rowtype",
    "scalar",
    "schema_name",
    "slice",
    "source",
    "split",
    "sqlstate",
    "stacked",
    "string",
    "system_user",
    "table_name",
    "target",
    "unconditional",
    "use_column",
    "use_variable",
    "variable_conflict",
    "vertex",
    "virtual",
    "wait",
    "warning",
    "while",
];
