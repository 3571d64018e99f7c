//! Scripts for another database than `PostgreSQL`, by what no statement of `PostgreSQL` contains.

use super::lex::{Kind, Token, tokens};
use crate::text::Span;
use regex::bytes::Regex;
use std::sync::LazyLock;

/// Something in a script that only another database accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The place in the script.
    pub span: Span,
    /// The text that shows it, as people write it.
    pub mark: &'static str,
    /// The databases that have it.
    pub database: &'static str,
}

/// The mark of MySQL where no word shows it.
const BACKTICKS: &str = "a name in backticks";

/// That of SQL Server.
const BRACKETS: &str = "a name in brackets";

/// That of Oracle, at which its programs run a block.
const SLASH: &str = "a line that is only a slash";

impl Foreign {
    /// The remedy, for migrations of a folder.
    pub fn help(&self, folder: &str) -> String {
        let has_names = self.mark == BACKTICKS || self.mark == BRACKETS;
        let quotes = if has_names { ", which quotes names as `\"name\"`" } else { "" };
        format!(
            "if the migrations are for {}, add `ignore = [\"{folder}\"]` to tidegate.toml; otherwise write the statement for \
             PostgreSQL{quotes}",
            self.database
        )
    }

    /// A fragment that names the database and what shows it.
    pub fn message(&self) -> String {
        let mark = if self.mark.contains(' ') { self.mark.to_owned() } else { format!("`{}`", self.mark) };
        format!("the script is for {}, not for PostgreSQL: {mark}", self.database)
    }
}

/// The beginnings of what is looked for.
static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"`[a-z_]|\b(?:engine|auto_?increment|pragma|exec|package)\b|\bidentity\s*\(";
    let lines = r"^[ \t]*(?:go|/)[ \t\r]*$";
    let brackets = r"\b(?:table|view|procedure|index|into|exists|update|on|from|references)\s+\[[a-z_]";
    Regex::new(&format!("(?im-u){words}|{lines}|{brackets}")).expect("a pattern that compiles")
});

/// The first thing in a script that `PostgreSQL` rejects and another database accepts. A mistake that a script for
/// `PostgreSQL` may contain is not one: a type, a function, a missing word.
pub fn other_database(script: &[u8]) -> Option<Foreign> {
    if !MARKS.is_match(script) {
        return None;
    }
    let mut statement = Statement::default();
    let mut tokens = tokens(script).filter(|token| !token.is_blank()).peekable();
    while let Some(token) = tokens.next() {
        if token.kind == Kind::Semicolon {
            statement = Statement::default();
            continue;
        }
        let next = tokens.peek().map(|next| (next.kind, &script[next.span.clone()]));
        if let Some((mark, database)) = statement.read(script, &token, next) {
            return Some(Foreign { span: token.span, mark, database });
        }
    }
    None
}

/// The part of a statement that was read.
#[derive(Default)]
struct Statement {
    /// Its first words, in lower case.
    first: Vec<String>,
    /// The token before, in lower case.
    before: String,
    depth: u32,
    has_query: bool,
}

impl Statement {
    fn read(
        &mut self,
        script: &[u8],
        token: &Token,
        next: Option<(Kind, &[u8])>,
    ) -> Option<(&'static str, &'static str)> {
        let text = String::from_utf8_lossy(&script[token.span.clone()]).to_lowercase();
        let found = self.mark(script, token, &text, next);
        match token.kind {
            Kind::Open => self.depth += 1,
            Kind::Close => self.depth = self.depth.saturating_sub(1),
            Kind::Word => self.has_query |= text == "select",
            _ => {}
        }
        if self.first.len() < 2 {
            self.first.push(text.clone());
        }
        self.before = text;
        found
    }

    fn mark(
        &self,
        script: &[u8],
        token: &Token,
        text: &str,
        next: Option<(Kind, &[u8])>,
    ) -> Option<(&'static str, &'static str)> {
        let first = self.first.first().map_or("", String::as_str);
        let is_ddl = matches!(first, "create" | "alter") && !self.has_query;
        let is_column = is_ddl && AFTER.contains(&self.before.as_str());
        match text {
            "engine" if first == "create" && self.depth == 0 && self.before == ")" => {
                (next?.1.starts_with(b"=")).then_some(("ENGINE=", "MySQL"))
            }
            "auto_increment" if is_column => Some(("AUTO_INCREMENT", "MySQL")),
            "autoincrement" if is_column => Some(("AUTOINCREMENT", "SQLite")),
            "identity" if is_column && next?.1 == b"(" => Some(("IDENTITY(", "SQL Server")),
            "go" if (self.first.is_empty() || is_ddl && self.before == ")") && is_line(script, &token.span) => {
                Some(("GO", "SQL Server"))
            }
            "exec" if self.first.is_empty() && next?.0 == Kind::Word && !next?.1.eq_ignore_ascii_case(b"sql") => {
                Some(("EXEC", "SQL Server"))
            }
            "[" if WRITES.contains(&first) && BEFORE_NAME.contains(&self.before.as_str()) => {
                (next?.0 == Kind::Word).then_some((BRACKETS, "SQL Server"))
            }
            "/" if self.first.is_empty() && is_line(script, &token.span) => Some((SLASH, "Oracle")),
            "package" if first == "create" && matches!(self.before.as_str(), "create" | "replace") => {
                (next?.0 == Kind::Word).then_some(("PACKAGE", "Oracle"))
            }
            "pragma" if self.first.is_empty() && next?.0 == Kind::Word => Some(("PRAGMA", "SQLite")),
            _ if text.starts_with('`') && WRITES.contains(&first) && is_quoted(script, token.span.start) => {
                Some((BACKTICKS, "MySQL"))
            }
            _ => None,
        }
    }
}

/// The words after which `AUTO_INCREMENT` is not the name of a column.
const AFTER: [&str; 13] = [
    "int",
    "integer",
    "bigint",
    "smallint",
    "tinyint",
    "mediumint",
    "unsigned",
    "signed",
    "null",
    "key",
    "unique",
    ")",
    "asc",
];

/// The words after which a name comes and no expression.
const BEFORE_NAME: [&str; 10] =
    ["table", "view", "procedure", "index", "into", "exists", "update", "on", "from", "references"];

/// Whether a line has nothing else.
fn is_line(script: &[u8], span: &Span) -> bool {
    let (before, after) = (&script[..span.start], &script[span.end..]);
    let before = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let after = after.split(|byte| *byte == b'\n').next().unwrap_or_default();
    [before, after].iter().all(|part| part.trim_ascii().is_empty())
}

/// First words of the statements in which a name in backticks is looked for.
const WRITES: [&str; 7] = ["create", "alter", "drop", "insert", "update", "delete", "rename"];

/// Whether a name between two backticks begins at a byte.
fn is_quoted(script: &[u8], start: usize) -> bool {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$' | b' ');
    let rest = script.get(start + 1..).unwrap_or_default();
    let length = rest.iter().take_while(|byte| is_of_name(byte)).count();
    length > 0 && rest.get(length) == Some(&b'`')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, expected: Option<(&str, &str)>) {
        let found = other_database(script.as_bytes());
        assert_eq!(found.map(|found| (found.mark, found.database)), expected, "{script}");
    }

    #[test]
    fn scripts_of_other_databases_are_known() {
        let mysql = |mark| Some((mark, "MySQL"));
        check("CREATE TABLE `users` (`id` int)", mysql("a name in backticks"));
        check("alter table `a b` drop column c", mysql("a name in backticks"));
        check("create table a (id int NOT NULL AUTO_INCREMENT)", mysql("AUTO_INCREMENT"));
        check("create table a (id int(11) auto_increment)", mysql("AUTO_INCREMENT"));
        check("create table a (id int) ENGINE=InnoDB", mysql("ENGINE="));
        check("create table a (id int)\nengine = MyISAM;", mysql("ENGINE="));
        check("create table a (id integer primary key autoincrement)", Some(("AUTOINCREMENT", "SQLite")));
        check("select 1;\nPRAGMA foreign_keys = ON;", Some(("PRAGMA", "SQLite")));
        let server = |mark| Some((mark, "SQL Server"));
        check("CREATE TABLE a (id INT)\nGO\nALTER TABLE a ADD b INT\nGO\n", server("GO"));
        check("select 1;\ngo\r\nselect 2;", server("GO"));
        check("CREATE TABLE [dbo].[users] (id INT)", server("a name in brackets"));
        check("insert into [users] (id) values (1)", server("a name in brackets"));
        check("create table a (id int IDENTITY(1,1) primary key)", server("IDENTITY("));
        check("EXEC sp_rename 'a', 'b';", server("EXEC"));
        let oracle = |mark| Some((mark, "Oracle"));
        check("begin null; end;\n/\n", oracle("a line that is only a slash"));
        check("CREATE OR REPLACE PACKAGE p AS x int; END;", oracle("PACKAGE"));
    }

    #[test]
    fn what_postgres_accepts_shows_nothing() {
        for script in [
            "create table a (auto_increment int, autoincrement boolean, engine text)",
            "alter table a add auto_increment int, rename engine to pragma",
            "create view v as select a::int auto_increment from t",
            "create table a as select a::int autoincrement from t",
            "insert into a values ('`b`'), ($$`c`$$)",
            "comment on table a is 'ENGINE=InnoDB'; -- create table `a`",
            "select 1 ` 2, 3 ` 4",
            "create table \"`a`\" (id int)",
            "create function f() returns int language plpgsql as $$ begin pragma x; end $$",
            "select pragma from a; select a.engine = 'x'",
            "create table a (engine text default '') with (fillfactor = 70)",
            "create table a (id int generated by default as identity (start with 5), \"identity\" int)",
            "create table a (b int[], go int,\n exec int,\n package text default 'x')",
            "update a set b[1] = 2 where c = any (array[1]) and d = e[1]; select [1]",
            "select 4\n/\n2; select 1 as\ngo\nfrom a; create view v as (select 1)\n;",
            "create index on a using gin ((b[1])); insert into a values (array [1])",
            "create table package (id int); create view exec as select 1",
            "exec sql begin declare section; comment on table a is '\n/\n';",
        ] {
            check(script, None);
        }
    }
}
