//! Statements that reach outside the database in SQL that runs without being a migration.

use crate::support::notation::{Situation, reported};
use tidegate::diagnostic::Severity;

const FIRST: &str = "published supabase/migrations/20250101000000_first.sql\n    create table public.t (id int);\n";
const PROGRAM: &str = "copy (select 1) to program 'id';";

/// The files in which the rule reports an error.
#[track_caller]
fn check(situation: &str, expected: &[&str]) {
    let outcome = Situation::read(&format!("{FIRST}{situation}")).outcome();
    let ours =
        outcome.diagnostics.iter().filter(|one| one.rule.id == "outside-access" && one.severity == Severity::Error);
    let files: Vec<String> = ours.filter_map(|one| one.place.path()).map(ToString::to_string).collect();
    assert_eq!(files, expected, "{situation}\n{:#?}", reported(&outcome));
}

#[test]
fn every_file_that_runs_is_checked() {
    for file in ["schema.sql", "supabase/seed.sql", "supabase/roles.sql"] {
        check(&format!("staged {file}\n    {PROGRAM}\n"), &[file]);
        check(
            &format!(
                "staged {file}\n    select 1;\n    -- tidegate:allow outside-access the server is ours\n    {PROGRAM}\n"
            ),
            &[],
        );
        for preset in ["minimal", "strict"] {
            check(&format!("config\n    preset = \"{preset}\"\nstaged {file}\n    {PROGRAM}\n"), &[file]);
        }
    }
    check(&format!("config\n    schema = \"db/dump.sql\"\nstaged db/dump.sql\n    {PROGRAM}\n"), &["db/dump.sql"]);
    check(
        &format!("config\n    [replay]\n    before = [\"db/setup.psql\"]\nstaged db/setup.psql\n    {PROGRAM}\n"),
        &["db/setup.psql"],
    );
    check(&format!("staged notes/example.sql\n    {PROGRAM}\n"), &[]);
}

#[test]
fn seed_files_of_the_configuration_are_checked() {
    let config = "    [db.seed]\n    sql_paths = [\"./seeds/*.sql\"]\n";
    let seed = format!("supabase/seeds/a.sql\n    {PROGRAM}\n");
    check(&format!("published supabase/config.toml\n{config}staged {seed}"), &["supabase/seeds/a.sql"]);
    // An existing file becomes a seed file.
    check(&format!("published {seed}staged supabase/config.toml\n{config}"), &["supabase/seeds/a.sql"]);
    check(&format!("published {seed}staged supabase/config.toml\n    project_id = \"a\"\n"), &[]);
}

#[test]
fn callbacks_of_flyway_are_checked() {
    for name in ["beforeMigrate.sql", "afterMigrate__x.sql", "afterEachMigrateStatement.sql", "beforeConnect.sql"] {
        let file = format!("db/migration/{name}");
        let flyway = "published db/migration/V1__a.sql\n    select 1;\n";
        let expected: &[&str] = if name == "beforeConnect.sql" { &[] } else { &[&file] };
        check(&format!("{flyway}staged {file}\n    {PROGRAM}\n"), expected);
    }
}

#[test]
fn a_definition_that_a_migration_has_may_be_in_the_schema_file() {
    let extension = "create extension postgres_fdw with schema public;";
    let migration = "staged supabase/migrations/20250102000000_fdw.sql\n    -- tidegate:allow outside-access reports\n    create extension if not exists postgres_fdw;\n";
    check(&format!("{migration}staged schema.sql\n    {extension}\n"), &[]);
    check(&format!("staged schema.sql\n    {extension}\n"), &["schema.sql"]);
    check(&format!("published schema.sql\n    {extension}\nstaged schema.sql\n    {extension}\n    select 1;\n"), &[]);
    // What runs when the file is loaded is reported, also if a migration does the same.
    let migration = "staged supabase/migrations/20250102000000_copy.sql\n    -- tidegate:allow outside-access ours\n    copy t to program 'id';\n";
    check(&format!("{migration}staged schema.sql\n    {PROGRAM}\n"), &["schema.sql"]);
}
