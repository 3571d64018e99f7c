//! The statements of a dump as a migration can run them: without commands of psql, settings, owners, and what the
//! database has before the first migration.

use super::entries::{Identity, with_headers};
use super::normal::configures_session;
use super::version_diffs::one_form;
use crate::object::PUBLIC;
use crate::sql::{self, Word, words};
use std::collections::BTreeSet;

/// The content of a database before the first migration.
pub struct Existing<'a> {
    /// The schemas of the platform.
    pub schemas: &'a [&'a str],
    /// The extensions of the platform.
    pub extensions: &'a [&'a str],
    /// Functions that an earlier migration of the tool itself creates.
    pub functions: &'a [&'a str],
    /// Whether every database of the platform has a role.
    pub has_role: &'a dyn Fn(&str) -> bool,
}

/// The statements of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// In order, each with its semicolon.
    pub statements: Vec<String>,
    /// The parts of the dump that are not among them, each as a noun, sorted.
    pub left_out: BTreeSet<String>,
}

/// Reason why a file is not a dump that a baseline can be written from.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("is in a binary format of pg_dump")]
    Binary,
    #[error("is UTF-16 text, as `>` of Windows PowerShell writes it")]
    Utf16,
    #[error("is not UTF-8 text")]
    NotUtf8,
    #[error("contains rows of tables (line {0})")]
    Rows(usize),
    #[error("contains the psql command `{1}` (line {0}), which a dump of one database's schema does not have")]
    Command(usize, String),
    #[error("contains `{1}` (line {0}), which a dump of one database's schema does not have")]
    Server(usize, String),
    #[error("contains no statement that creates something")]
    Nothing,
}

impl Baseline {
    /// Reads a dump.
    pub fn read(dump: &[u8], existing: &Existing<'_>) -> Result<Self, Refused> {
        let dump = dump.strip_prefix(b"\xef\xbb\xbf").unwrap_or(dump);
        match dump {
            [b'P', b'G', b'D', b'M', b'P', ..] => return Err(Refused::Binary),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(Refused::Utf16),
            _ if std::str::from_utf8(dump).is_err() => return Err(Refused::NotUtf8),
            _ => {}
        }
        let line = |at: usize| memchr::memchr_iter(b'\n', &dump[..at]).count() + 1;
        let mut baseline = Self::default();
        for (identity, span) in with_headers(dump, sql::statements(dump)) {
            let start = span.start;
            let text = one_form(&String::from_utf8_lossy(&dump[span]).replace('\r', ""));
            let entry = Entry { identity, words: words(&text).collect() };
            if entry.is_rows() {
                return Err(Refused::Rows(line(start)));
            }
            if let Some(statement) = entry.of_server() {
                return Err(Refused::Server(line(start), statement));
            }
            if configures_session(&text) {
                continue;
            }
            match entry.fate(existing) {
                Fate::Reported(noun) => drop(baseline.left_out.insert(noun)),
                Fate::Dropped => {}
                Fate::Kept => baseline.statements.push(with_semicolon(text)),
            }
        }
        for span in sql::psql_commands(dump) {
            let command = String::from_utf8_lossy(&dump[span.clone()]);
            let name = command.split_whitespace().next().unwrap_or_default();
            if !matches!(name, "\\restrict" | "\\unrestrict" | "\\.") {
                return Err(Refused::Command(line(span.start), name.to_owned()));
            }
        }
        if baseline.statements.is_empty() { Err(Refused::Nothing) } else { Ok(baseline) }
    }

    /// The text of a migration. `pg_dump` writes functions above the tables that they use, so their bodies are not
    /// checked; the setting ends with the text.
    pub fn text(&self, each: impl Fn(&str) -> String) -> String {
        let creates_routine = |text: &String| {
            let first: Vec<Word> = words(text).take(4).collect();
            first.iter().any(|word| word.is("function") || word.is("procedure"))
        };
        let body: Vec<String> = self.statements.iter().map(|statement| each(statement)).collect();
        let body = body.join("\n\n");
        if self.statements.iter().any(creates_routine) {
            format!("SET check_function_bodies = false;\n\n{body}\n\nRESET check_function_bodies;\n")
        } else {
            format!("{body}\n")
        }
    }
}

fn with_semicolon(text: String) -> String {
    if text.ends_with(';') { text } else { text + "\n;" }
}

/// The fate of a statement.
enum Fate {
    Kept,
    /// It is left out, because the database has it anyway.
    Dropped,
    /// It is left out, and that is reported: the plural or the name of what is missing.
    Reported(String),
}

impl Fate {
    fn dropped_if(is_dropped: bool) -> Self {
        if is_dropped { Self::Dropped } else { Self::Kept }
    }
}

/// A statement of a dump.
struct Entry {
    identity: Option<Identity>,
    words: Vec<Word>,
}

impl Entry {
    fn is(&self, at: usize, keywords: &[&str]) -> bool {
        self.words.get(at).is_some_and(|word| keywords.iter().any(|keyword| word.is(keyword)))
    }

    fn starts(&self, keywords: &[&[&str]]) -> bool {
        keywords.iter().enumerate().all(|(at, keywords)| self.is(at, keywords))
    }

    fn is_rows(&self) -> bool {
        self.is(0, &["copy", "insert"])
    }

    /// A statement about more than one database, as `pg_dumpall` and `--create` write it.
    fn of_server(&self) -> Option<String> {
        let is_it = self.is(0, &["create", "drop", "alter"]) && self.is(1, &["database", "role", "user", "tablespace"]);
        let is_mapping = self.is(2, &["mapping"]);
        let first: Vec<&str> = self.words.iter().take(2).map(|word| word.text.as_str()).collect();
        (is_it && !is_mapping).then(|| first.join(" ").to_uppercase())
    }

    /// The fate of the statement in a migration.
    fn fate(&self, existing: &Existing<'_>) -> Fate {
        let name = |at: usize| self.words.get(at).map(|word| word.text.clone()).unwrap_or_default();
        if self.is(0, &["alter"]) && self.words.windows(2).any(|pair| pair[0].is("owner") && pair[1].is("to")) {
            return Fate::Reported("owners".to_owned());
        }
        if self.is(0, &["grant", "revoke"]) || self.starts(&[&["alter"], &["default"], &["privileges"]]) {
            return self.privileges(existing);
        }
        if self.starts(&[&["create", "drop"], &["extension"]]) {
            let at = if self.is(2, &["if"]) { 5 } else { 2 };
            let is_there = name(at) == "plpgsql" || existing.extensions.contains(&name(at).as_str());
            return Fate::dropped_if(is_there);
        }
        if self.starts(&[&["create"], &["schema"]]) {
            let schema = name(if self.is(2, &["if"]) { 5 } else { 2 });
            return Fate::dropped_if(schema == PUBLIC || existing.schemas.contains(&schema.as_str()));
        }
        if self.starts(&[&["comment"], &["on"], &["extension", "schema"]]) && self.is_foreign_comment(existing) {
            return Fate::Dropped;
        }
        if self.starts(&[&["create"], &["subscription"]]) {
            return Fate::Reported(format!("subscription {}", name(2)));
        }
        if self.starts(&[&["create"], &["user"], &["mapping"]]) {
            return Fate::Reported("user mappings".to_owned());
        }
        if self.words.iter().take(4).any(|word| word.is("language"))
            && self.words.iter().any(|word| word.text == "plpgsql")
        {
            return Fate::Dropped;
        }
        if self.is_tracking_table() {
            return Fate::Reported("the tracking table of a migration tool".to_owned());
        }
        Fate::dropped_if(self.is_of_platform(existing))
    }

    /// Privileges of roles that the database may not have. Those of `PUBLIC` remain: without `REVOKE … FROM PUBLIC` a
    /// function could be called by everyone.
    fn privileges(&self, existing: &Existing<'_>) -> Fate {
        let last = self.words.iter().rposition(|word| word.is("to") || word.is("from")).unwrap_or(0);
        let is_end = |word: &&Word| !word.is("with") && !word.is("granted") && word.text != ";";
        let mut roles: Vec<&Word> =
            self.words[last..].iter().skip(1).take_while(is_end).filter(|word| word.is_name()).collect();
        if let Some(at) = self.words.windows(2).position(|pair| pair[0].is("for") && pair[1].is("role")) {
            roles.extend(self.words.get(at + 2));
            if self.words.get(at + 2).is_none_or(|role| role.text != "postgres") {
                return Fate::Reported("default privileges".to_owned());
            }
        }
        let is_known = |role: &&&Word| role.is(PUBLIC) || (existing.has_role)(&role.text);
        let unknown: Vec<String> = roles.iter().filter(|role| !is_known(role)).map(|role| role.text.clone()).collect();
        let is_public_schema = self.words.iter().any(|word| word.is("schema")) && self.is(0, &["grant", "revoke"]);
        match unknown.first() {
            Some(role) => Fate::Reported(format!("privileges of role {role}")),
            None if is_public_schema && !existing.schemas.is_empty() => Fate::Dropped,
            None => Fate::dropped_if(self.is_of_platform(existing)),
        }
    }

    /// A comment on an object that belongs to another user, or the one that `public` has anyway.
    fn is_foreign_comment(&self, existing: &Existing<'_>) -> bool {
        let name = self.words.get(3).map(|word| word.text.as_str()).unwrap_or_default();
        let text = self.words.get(5).map(|word| word.text.as_str()).unwrap_or_default();
        self.is(2, &["extension"])
            || existing.schemas.contains(&name)
            || (name == PUBLIC && (!existing.schemas.is_empty() || text.is_empty() || text == "standard public schema"))
    }

    fn is_tracking_table(&self) -> bool {
        if let Some(identity) = &self.identity {
            return identity.is_tracking_table();
        }
        let named = |word: &Word| Identity::named(&word.text).is_tracking_table();
        self.words.iter().take(6).filter(|word| word.is_name()).any(named)
    }

    /// Whether the platform or an earlier migration has the object. Triggers on tables of the platform that call a
    /// function of the project, and policies on them, belong to the project.
    fn is_of_platform(&self, existing: &Existing<'_>) -> bool {
        let is_managed = |word: &Word| existing.schemas.contains(&word.text.as_str());
        let qualified = |from: usize| {
            let rest = self.words.get(from..).unwrap_or_default();
            rest.windows(2).find(|pair| pair[0].is_name() && pair[1].text == ".").map(|pair| &pair[0])
        };
        let calls = self
            .words
            .windows(2)
            .rposition(|pair| pair[0].is("execute") && (pair[1].is("function") || pair[1].is("procedure")));
        if let Some(at) = calls {
            return qualified(at).is_some_and(is_managed);
        }
        if self.starts(&[&["create"], &["policy"]]) {
            return false;
        }
        if self.starts(&[&["create"], &["publication"]]) {
            let is_theirs = |word: &Word| word.text.starts_with("supabase_realtime");
            return !existing.schemas.is_empty() && self.words.get(2).is_some_and(is_theirs);
        }
        if self.words.iter().take(4).any(|word| word.is("function")) {
            let name =
                self.words.iter().position(|word| word.text == "(").and_then(|at| self.words.get(at.checked_sub(1)?));
            if name.is_some_and(|name| existing.functions.contains(&name.text.as_str())) {
                return true;
            }
        }
        match self.identity.as_ref().map(Identity::object) {
            Some(object) if !object.schema.is_empty() => existing.schemas.contains(&object.schema.as_str()),
            _ => qualified(0).is_some_and(is_managed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(dump: &str) -> Result<Baseline, Refused> {
        let existing = Existing {
            schemas: &["auth", "storage"],
            extensions: &["pgcrypto"],
            functions: &["diesel_set_updated_at"],
            has_role: &|role| matches!(role, "anon" | "postgres"),
        };
        Baseline::read(dump.as_bytes(), &existing)
    }

    fn keeps(statement: &str, is_kept: bool) {
        let found = read(&format!("{statement}\ncreate type public.e as enum ();")).expect("a baseline");
        assert_eq!(found.statements.len(), 1 + usize::from(is_kept), "{statement}");
    }

    #[test]
    fn what_a_migration_does_not_run_is_left_out() {
        for statement in [
            "\\restrict abc",
            "SET statement_timeout = 0;",
            "SELECT pg_catalog.set_config('search_path', '', false);",
            "CREATE SCHEMA public;",
            "CREATE SCHEMA IF NOT EXISTS auth;",
            "COMMENT ON SCHEMA public IS 'standard public schema';",
            "COMMENT ON EXTENSION citext IS 'x';",
            "ALTER TABLE public.t OWNER TO app;",
            "ALTER FUNCTION public.f(a integer) OWNER TO postgres;",
            "GRANT SELECT ON TABLE public.t TO app WITH GRANT OPTION;",
            "GRANT ALL ON TABLE auth.users TO anon;",
            "ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA public GRANT ALL ON TABLES TO anon;",
            "CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;",
            "CREATE TABLE auth.users (id uuid);",
            "CREATE TABLE public.schema_migrations (version text);",
            "CREATE FUNCTION public.diesel_set_updated_at() RETURNS trigger LANGUAGE sql AS '';",
            "CREATE PUBLICATION supabase_realtime WITH (publish = 'insert');",
            "CREATE TRIGGER t AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION auth.f();",
        ] {
            keeps(statement, false);
        }
    }

    #[test]
    fn objects_of_the_project_remain() {
        for statement in [
            "CREATE SCHEMA app;",
            "REVOKE ALL ON FUNCTION public.f() FROM PUBLIC;",
            "GRANT SELECT ON TABLE public.t TO anon;",
            "ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON TABLES TO anon;",
            "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;",
            "ALTER TABLE ONLY public.t ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES auth.users(id);",
            "CREATE TRIGGER t AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.f();",
            "CREATE POLICY p ON storage.objects USING (true);",
            "ALTER PUBLICATION supabase_realtime ADD TABLE ONLY public.t;",
            "CREATE TABLE public.owner (\"to\" text);",
        ] {
            keeps(statement, true);
        }
    }

    #[test]
    fn what_is_not_a_dump_of_a_schema_is_refused() {
        let check = |dump: &str, expected: Refused| assert_eq!(read(dump), Err(expected), "{dump}");
        check("create table t ();\nCOPY public.t (a) FROM stdin;\n1\n\\.\n", Refused::Rows(2));
        check("INSERT INTO public.t VALUES (1);", Refused::Rows(1));
        check("\\connect app\ncreate table t ();", Refused::Command(1, "\\connect".to_owned()));
        check("CREATE ROLE app;", Refused::Server(1, "CREATE ROLE".to_owned()));
        check("PGDMP\u{1}", Refused::Binary);
        check("-- nothing\nSET x = 1;", Refused::Nothing);
        assert_eq!(
            Baseline::read(
                b"\xff\xfec",
                &Existing { schemas: &[], extensions: &[], functions: &[], has_role: &|_| false }
            ),
            Err(Refused::Utf16)
        );
    }

    #[test]
    fn bodies_of_functions_are_not_checked() {
        let text = |dump: &str| read(dump).expect("a baseline").text(str::to_owned);
        assert_eq!(text("create table t ();"), "create table t ();\n");
        let function = "CREATE FUNCTION public.f() RETURNS void LANGUAGE sql AS $$ select 1; $$;";
        let expected = format!("SET check_function_bodies = false;\n\n{function}\n\nRESET check_function_bodies;\n");
        assert_eq!(text(function), expected);
    }
}
