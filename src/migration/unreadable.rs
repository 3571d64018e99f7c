//! Migrations that tidegate cannot read: code of a language, and folders of tools whose files it does not know.
//!
//! They are named, so that a verdict on the SQL files beside them is not mistaken for one on all migrations.

use super::FileRef;
use super::history::is_shelved;
use super::known_paths::{is_flyway, joining};
use super::project::Project;
use crate::text::{RelPath, words};
use std::collections::BTreeMap;

/// Migrations in one folder that were not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable<'a> {
    pub(super) folder: RelPath,
    /// A fragment.
    pub(super) reason: String,
    /// The files, of which the first decides the tool.
    pub(super) files: Vec<&'a FileRef>,
    /// The database that they are for, if it is not `PostgreSQL`.
    pub(super) other_database: Option<&'static str>,
}

/// A language of migrations: the ending of its files, its name, and the tool if the language decides it.
const LANGUAGES: [(&str, &str, &str); 21] = [
    (".go", "Go", ""),
    (".java", "Java", "Flyway"),
    (".kt", "Kotlin", "Flyway"),
    (".groovy", "Groovy", "Flyway"),
    (".scala", "Scala", "Flyway"),
    (".rs", "Rust", "Refinery"),
    (".sh", "shell", "Flyway"),
    (".ps1", "PowerShell", "Flyway"),
    (".bat", "batch", "Flyway"),
    (".cmd", "batch", "Flyway"),
    (".py", "Python", "Django"),
    (".rb", "Ruby", "Rails"),
    (".php", "PHP", ""),
    (".exs", "Elixir", "Ecto"),
    (".cs", "C#", ""),
    (".ts", "TypeScript", ""),
    (".mts", "TypeScript", ""),
    (".cts", "TypeScript", ""),
    (".js", "JavaScript", ""),
    (".mjs", "JavaScript", ""),
    (".cjs", "JavaScript", ""),
];

/// Words of a file that decide its tool, the more telling ones first.
const TOOLS: [(&str, &str); 25] = [
    ("pressly/goose", "goose"),
    ("flywaydb", "Flyway"),
    ("FluentMigrator", "FluentMigrator"),
    ("EntityFrameworkCore", "EF Core"),
    ("sea_orm", "SeaORM"),
    ("refinery::", "Refinery"),
    ("barrel::", "Refinery"),
    ("Sequel.migration", "Sequel"),
    ("from yoyo", "yoyo"),
    ("from piccolo", "Piccolo"),
    ("from tortoise", "Aerich"),
    ("alembic", "Alembic"),
    ("node-pg-migrate", "node-pg-migrate"),
    ("MigrationBuilder", "node-pg-migrate"),
    ("@mikro-orm", "MikroORM"),
    ("MigrationInterface", "TypeORM"),
    ("queryInterface", "Sequelize"),
    ("QueryInterface", "Sequelize"),
    ("Kysely", "Kysely"),
    ("kysely", "Kysely"),
    ("knex", "Knex"),
    ("Knex", "Knex"),
    ("pgm.", "node-pg-migrate"),
    ("Doctrine", "Doctrine"),
    ("Illuminate", "Laravel"),
];

fn language(name: &[u8]) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let found = LANGUAGES.iter().find(|(ending, ..)| name.ends_with(ending.as_bytes()))?;
    let is_other = [".d.ts", "_test.go", ".test.ts", ".Designer.cs"].iter().any(|end| name.ends_with(end.as_bytes()));
    (!is_other).then_some(found)
}

/// Databases in the annotations of migrations of EF Core.
const ANNOTATIONS: [(&str, &str); 4] =
    [("\"SqlServer:", "SQL Server"), ("\"Sqlite:", "SQLite"), ("\"MySql:", "MySQL"), ("\"Oracle:", "Oracle")];

/// The languages of which only a name of Flyway, which Refinery uses too, shows that a file is a migration.
const OF_CLASSES: [&str; 9] = [".java", ".kt", ".groovy", ".scala", ".rs", ".sh", ".ps1", ".bat", ".cmd"];

/// Whether a path is that of a migration in code: `V2__name.java` anywhere, a numbered file in a folder of migrations.
pub(super) fn is_code(path: &[u8]) -> bool {
    // Every path of an index is looked at, and the name of nearly every file begins with another letter.
    let name = name_of(path);
    let may_be = match name.first() {
        Some(b'0'..=b'9' | b'V' | b'U' | b'R' | b'B' | b'M' | b'm') => true,
        _ => name.ends_with(b".py"),
    };
    may_be
        && (is_of_flyway(path)
            || is_in_migrations(path)
            || is_numbered(path)
            || is_of_sea_orm(name)
            || is_of_ef_core(name))
}

fn name_of(path: &[u8]) -> &[u8] {
    memchr::memrchr(b'/', path).map_or(path, |slash| &path[slash + 1..])
}

/// Whether a name is that of a class or script that Flyway runs as a migration. Dots of a version are `_` in it.
fn is_of_flyway(path: &[u8]) -> bool {
    let name = name_of(path);
    let may_be = name.first().is_some_and(|letter| b"VURB".contains(letter));
    if !may_be || memchr::memmem::find(name, b"__").is_none() {
        return false;
    }
    let classes = LANGUAGES.iter().filter(|(ending, ..)| OF_CLASSES.contains(ending) || *ending == ".py");
    let mut stems = classes.filter_map(|(ending, ..)| name.strip_suffix(ending.as_bytes()));
    stems.next().is_some_and(|stem| is_flyway(&[stem, b".sql"].concat()))
}

/// Whether a file is numbered as those of a folder that settings may name as one of migrations.
fn is_numbered(path: &[u8]) -> bool {
    let name = name_of(path);
    name.first().is_some_and(u8::is_ascii_digit) && is_plain_language(name)
}

fn is_plain_language(name: &[u8]) -> bool {
    language(name).is_some_and(|(ending, ..)| !OF_CLASSES.contains(ending))
}

fn is_in_migrations(path: &[u8]) -> bool {
    let has = |part: &[u8]| memchr::memmem::find(path, part).is_some();
    if !is_plain_language(path) || !(has(b"igrat") || has(b"versions/")) {
        return false;
    }
    let path = RelPath::new(path);
    let (parent, name) = (path.parent(), path.file_name());
    let folder = parent.file_name();
    if is_of_sea_orm(name) || is_of_ef_core(name) {
        return true;
    }
    if folder == b"versions" {
        return name.ends_with(b".py") && name != b"__init__.py";
    }
    let is_folder =
        matches!(folder, b"migrations" | b"migration" | b"migrate" | b"Migrations") || folder.ends_with(b"_migrate");
    let after = |start: &[u8]| name.strip_prefix(start).and_then(<[u8]>::first).is_some_and(u8::is_ascii_digit);
    is_folder && [&b""[..], b"V", b"Version", b"Migration"].iter().any(|start| after(start))
}

/// `m20240131_093045_<name>.rs`
fn is_of_sea_orm(name: &[u8]) -> bool {
    let digits = |from: usize, to: usize| name.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    name.ends_with(b".rs")
        && name.first() == Some(&b'm')
        && digits(1, 9)
        && digits(10, 16)
        && name[9] == b'_'
        && name.get(16) == Some(&b'_')
}

/// `20240131093045_<Name>.cs`
fn is_of_ef_core(name: &[u8]) -> bool {
    let is_stamp = name.get(..14).is_some_and(|stamp| stamp.iter().all(u8::is_ascii_digit));
    is_stamp && name.get(14) == Some(&b'_') && language(name).is_some_and(|(ending, ..)| *ending == ".cs")
}

/// The folder of the scripts to which classes in another folder of the same module belong: Flyway joins all of its
/// locations.
fn folder_of_scripts<'p>(folder: &RelPath, projects: &'p [Project]) -> Option<&'p RelPath> {
    let flyway = || projects.iter().filter(|project| project.layout == joining()).map(|project| &project.folder);
    let text = folder.to_string();
    let module = text.split_once("src/main/").map(|(module, _)| RelPath::from(module.trim_end_matches('/')));
    let is_beside =
        |scripts: &&RelPath| module.as_ref().is_some_and(|module| module.is_top() || scripts.below(module).is_some());
    let mut of_module = flyway().filter(is_beside);
    of_module.next().filter(|_| of_module.next().is_none()).or_else(|| {
        let mut all = flyway();
        all.next().filter(|_| all.next().is_none())
    })
}

/// Finds migrations in code.
pub(super) fn find<'a, E>(
    files: &'a [FileRef],
    ignored: &[RelPath],
    projects: &[Project],
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Vec<Unreadable<'a>>, E> {
    let is_own = |path: &RelPath| {
        let bytes = path.as_bytes();
        let is_named = || is_numbered(bytes) && projects.iter().any(|project| project.folder == path.parent());
        is_of_flyway(bytes)
            || is_in_migrations(bytes)
            || is_of_sea_orm(path.file_name())
            || is_of_ef_core(path.file_name())
            || is_named()
    };
    let mut code: BTreeMap<RelPath, Vec<&FileRef>> = BTreeMap::new();
    for file in files.iter().filter(|file| is_own(&file.path) && !ignored.contains(&file.path)) {
        code.entry(file.path.parent()).or_default().push(file);
    }
    let mut found = Vec::new();
    let has_env = |folder: &RelPath| {
        let env = folder.parent().join("env.py");
        files.binary_search_by(|file| file.path.cmp(&env)).is_ok() || files.iter().any(|file| file.path == env)
    };
    for (folder, files) in code {
        if is_shelved(&folder) || folder.file_name() == b"versions" && !has_env(&folder) {
            continue;
        }
        let scripts = folder_of_scripts(&folder, projects)
            .filter(|scripts| **scripts != folder && files.iter().all(|file| is_of_flyway(file.path.as_bytes())))
            .filter(|_| !ignored.iter().any(|ignored| folder == *ignored || folder.below(ignored).is_some()));
        let place = scripts.map_or_else(String::new, |_| format!(" in {folder}"));
        let (reason, other_database) = reason(&folder, &place, &files, peek)?;
        let folder = scripts.cloned().unwrap_or(folder);
        found.push(Unreadable { folder, reason, files, other_database });
    }
    Ok(found)
}

/// The sentence on migrations in code, with the name of their tool where one file shows it and their `place`, and their
/// database if it is another one.
fn reason<E>(
    folder: &RelPath,
    place: &str,
    files: &[&FileRef],
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<(String, Option<&'static str>), E> {
    let Some((first, (_, language, own))) =
        files.iter().find_map(|file| Some((*file, language(file.path.file_name())?)))
    else {
        return Ok((String::new(), None));
    };
    let content = peek(first)?;
    let said = TOOLS.iter().find(|(word, _)| memchr::memmem::find(&content, word.as_bytes()).is_some());
    let tool = match said {
        Some((_, tool)) => *tool,
        None if folder.file_name() == b"versions" => "Alembic",
        None => own,
    };
    let tool = if tool.is_empty() { String::new() } else { format!("{tool} ") };
    let (count, verb) = (files.len(), if files.len() == 1 { "is" } else { "are" });
    let migrations = words::count(count, &format!("{tool}migration"));
    let other = ANNOTATIONS.iter().find(|(mark, _)| memchr::memmem::find(&content, mark.as_bytes()).is_some());
    Ok((
        format!("{migrations}{place} {verb} {language} code, which tidegate cannot read"),
        other.map(|(_, database)| *database),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    fn check(paths: &[&str], content: &str, expected: &[(&str, &str)]) {
        let files: Vec<FileRef> = paths
            .iter()
            .map(|path| FileRef { path: (*path).into(), kind: Kind::File, content_id: "".into() })
            .collect();
        let mut peek = |_: &FileRef| Ok::<_, std::convert::Infallible>(content.as_bytes().to_vec());
        let scripts = Project::new("".into(), "sql/changes".into(), &super::super::layout::GOOSE);
        let Ok(found) = find(&files, &[], &[scripts], &mut peek);
        let found: Vec<_> = found.iter().map(|found| (found.folder.to_string(), found.reason.clone())).collect();
        let expected: Vec<_> =
            expected.iter().map(|(folder, reason)| ((*folder).to_owned(), (*reason).to_owned())).collect();
        assert_eq!(found, expected, "{paths:?}");
    }

    #[test]
    fn migrations_in_code_are_named() {
        let code =
            |tool: &str, language: &str| format!("1 {tool}migration is {language} code, which tidegate cannot read");
        for (path, content, tool, language) in [
            ("db/migrations/00002_a.go", "import \"github.com/pressly/goose/v3\"", "goose ", "Go"),
            ("migrations/00002_a.go", "package x", "", "Go"),
            ("sql/changes/00002_a.go", "import \"github.com/pressly/goose/v3\"", "goose ", "Go"),
            ("src/main/java/db/migration/V2__b.java", "extends BaseJavaMigration", "Flyway ", "Java"),
            ("src/main/kotlin/db/migration/V2_1__b.kt", "", "Flyway ", "Kotlin"),
            ("src/main/java/com/x/R__b.java", "import org.flywaydb.core.api", "Flyway ", "Java"),
            ("db/migration/V3__b.sh", "", "Flyway ", "shell"),
            ("migrations/V1__initial.rs", "pub fn migration() -> String", "Refinery ", "Rust"),
            ("app/migrations/0001_initial.py", "from django.db import migrations", "Django ", "Python"),
            ("db/migrate/20240101000000_a.rb", "class A < ActiveRecord::Migration[7.1]", "Rails ", "Ruby"),
            ("db/cache_migrate/20240101000000_a.rb", "", "Rails ", "Ruby"),
            ("src/migrations/20240101000000_a.js", "exports.up = function (knex) {", "Knex ", "JavaScript"),
            ("src/migrations/1700000000000-A.ts", "implements MigrationInterface", "TypeORM ", "TypeScript"),
            ("migrations/20240101-a.js", "up: async (queryInterface, Sequelize)", "Sequelize ", "JavaScript"),
            ("src/migrations/001_a.ts", "import { Kysely } from 'kysely'", "Kysely ", "TypeScript"),
            (
                "migrations/1700000000000_a.js",
                "exports.up = (pgm) => { pgm.createTable(",
                "node-pg-migrate ",
                "JavaScript",
            ),
            ("src/migrations/Migration20240101.ts", "from '@mikro-orm/migrations'", "MikroORM ", "TypeScript"),
            ("priv/repo/migrations/20240101000000_a.exs", "use Ecto.Migration", "Ecto ", "Elixir"),
            ("Api/Migrations/20240101000000_A.cs", "using Microsoft.EntityFrameworkCore.Migrations;", "EF Core ", "C#"),
            ("Data/Migrations/App/20240101000000_A.cs", "using FluentMigrator;", "FluentMigrator ", "C#"),
            ("migration/src/m20240101_000001_a.rs", "use sea_orm_migration::prelude::*;", "SeaORM ", "Rust"),
            ("src/migrator/m20240101_000001_a.rs", "use sea_orm_migration::prelude::*;", "SeaORM ", "Rust"),
            ("src/migrations/V1__a.rs", "use barrel::{types, Migration};", "Refinery ", "Rust"),
            ("db/migrations/20240101_a.rb", "Sequel.migration do", "Sequel ", "Ruby"),
            ("migrations/0001_a.py", "from yoyo import step", "yoyo ", "Python"),
        ] {
            let folder = RelPath::from(path).parent().to_string();
            check(&[path], content, &[(&folder, &code(tool, language))]);
        }
        check(
            &["backend/alembic/env.py", "backend/alembic/versions/1a2b_a.py", "backend/alembic/versions/3c4d_b.py"],
            "",
            &[("backend/alembic/versions", "2 Alembic migrations are Python code, which tidegate cannot read")],
        );
    }

    #[test]
    fn classes_belong_to_the_scripts_of_their_module() {
        let flyway = |folder: &str| Project::new("".into(), folder.into(), &super::super::layout::FLYWAY);
        let check = |folder: &str, projects: &[&str], expected: Option<&str>| {
            let projects: Vec<Project> = projects.iter().map(|folder| flyway(folder)).collect();
            let found = folder_of_scripts(&folder.into(), &projects);
            assert_eq!(found, expected.map(RelPath::from).as_ref(), "{folder}");
        };
        let (a, b) = ("a/src/main/resources/db/migration", "b/src/main/resources/db/migration");
        check("a/src/main/java/db/migration", &[a, b], Some(a));
        check("b/src/main/kotlin/com/x", &[a, b], Some(b));
        check("c/src/main/java/db/migration", &[a, b], None);
        check("c/src/main/java/db/migration", &[a], Some(a));
        check(
            "src/main/java/db/migration",
            &["src/main/resources/db/migration"],
            Some("src/main/resources/db/migration"),
        );
        check("x", &[], None);
    }

    #[test]
    fn other_code_is_not_a_migration() {
        for path in [
            "src/versions/a.py",
            "migrations/index.ts",
            "migrations/__init__.py",
            "migrations/00001_a_test.go",
            "src/1_a.ts",
            "other/00002_a.go",
            "src/test/java/db/migration/V2__b.java",
            "src/main/java/V2_b.java",
            "src/main/java/Version__b.java",
            "migrations/archive/migrations/1_a.ts",
            "Api/Migrations/20240101000000_A.Designer.cs",
            "Api/Migrations/AppDbContextModelSnapshot.cs",
            "src/m20240101.rs",
        ] {
            check(&[path], "", &[]);
        }
    }
}
