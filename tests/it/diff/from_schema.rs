//! The migration that takes a history to its schema.

use crate::support::World;

const OLD: &str = "create type public.mood as enum ('sad', 'ok'); \
    create table public.orders (id bigint primary key, total integer);";

const NEW: &str = "create type public.mood as enum ('sad', 'meh', 'ok'); \
    create table public.orders (id bigint primary key, total integer, note text default 'a;b' not null); \
    create table public.lines (id bigint primary key, order_id bigint references public.orders, m public.mood default 'meh'); \
    create function public.f() returns bigint language sql as 'select count(*) from public.lines; select 1::bigint';";

/// A project whose schema file was edited.
fn edited(world: &World, layout: &str, migration: (&str, &str), schema: &str) {
    world.file("tidegate.toml", format!("layout = \"{layout}\"\nschema = \"schema.sql\"\n"));
    world.stage(migration.0, migration.1);
    world.commit("a");
    world.file("schema.sql", schema);
}

/// The paths that `new` printed.
fn written(out: &str) -> Vec<&str> {
    out.lines().collect()
}

/// A layout, the path of a migration, its text from its SQL, and the beginning of a new one.
type Form = (&'static str, &'static str, fn(&str) -> String, &'static str);

#[test]
fn the_migration_has_the_difference_in_the_form_of_every_tool() {
    let forms: [Form; 6] = [
        (
            "dbmate",
            "db/migrations/20250101000000_a.sql",
            |up| format!("-- migrate:up\n{up}\n-- migrate:down\n"),
            "-- migrate:up",
        ),
        (
            "goose",
            "migrations/20250101000000_a.sql",
            |up| format!("-- +goose Up\n{up}\n-- +goose Down\n"),
            "-- +goose Up",
        ),
        ("golang-migrate", "migrations/000001_a.up.sql", |up| up.to_owned(), "-- Description"),
        ("diesel", "migrations/2025-01-01-000000_a/up.sql", |up| up.to_owned(), "-- Description"),
        ("supabase", "supabase/migrations/20250101000000_a.sql", |up| up.to_owned(), "-- Description"),
        ("prisma", "prisma/migrations/20250101000000_a/migration.sql", |up| up.to_owned(), "-- Description"),
    ];
    for (layout, path, form, begin) in forms {
        let Some(world) = World::with_server() else { return };
        edited(&world, layout, (path, &form(OLD)), NEW);
        if layout == "golang-migrate" || layout == "diesel" {
            world.stage(&path.replace("up.sql", "down.sql"), "drop table public.orders; drop type public.mood;");
        }
        let result = world.tidegate("new --from-schema add lines").passes();
        let files = written(&result.out);
        // The new value of the enum is used, so it is added by a migration of its own.
        let is_pair = layout == "golang-migrate" || layout == "diesel";
        assert_eq!(files.len(), if is_pair { 4 } else { 2 }, "{layout}: {}", result.text());
        let ups: Vec<String> =
            files.iter().filter(|file| !file.ends_with("down.sql")).map(|file| world.content(file)).collect();
        assert!(ups[0].starts_with(begin) && ups[0].contains("ADD VALUE 'meh'"), "{layout}: {}", ups[0]);
        assert!(ups[1].contains("CREATE TABLE public.lines") && !ups[1].contains("OWNER TO"), "{layout}: {}", ups[1]);
        assert!(result.err.contains("matches"), "{layout}: {}", result.text());
        // A second one has nothing to do.
        let again = world.tidegate("new --from-schema again").passes();
        assert_eq!(again.out, "");
        assert!(again.err.contains("no migration is needed"), "{}", again.text());
    }
}

#[test]
fn down_migrations_restore_the_schema() {
    let Some(world) = World::with_server() else { return };
    let migration =
        format!("-- migrate:up\n{OLD}\n-- migrate:down\ndrop table public.orders; drop type public.mood;\n");
    edited(&world, "dbmate", ("db/migrations/20250101000000_a.sql", &migration), NEW);
    world.tidegate("new --from-schema add lines").passes().done();
    world.tidegate("verify --all --round-trip").passes().done();
}

#[test]
fn destructive_steps_are_comments_and_what_differs_is_reported() {
    let Some(world) = World::with_server() else { return };
    let migration = format!("-- migrate:up\n{NEW}\n-- migrate:down\n");
    let schema = OLD.replace("total integer", "total integer, sum numeric");
    edited(&world, "dbmate", ("db/migrations/20250101000000_a.sql", &migration), &schema);
    let result = world.tidegate("new --from-schema less").exits(1);
    let text = world.content(written(&result.out)[0]);
    assert!(text.contains("ADD COLUMN sum numeric;") && text.contains("\n-- DROP TABLE public.lines;"), "{text}");
    let mark =
        "-- Withheld: table `public.lines`: the object is dropped\n-- -- BREAKING: <reason to be written>\n-- DROP";
    assert!(text.contains(mark), "{text}");
    assert!(result.err.contains("schema.sql differs"), "{}", result.text());
    // With nothing else to do there is no migration.
    let none = world.tidegate("new --from-schema less").exits(1);
    assert_eq!(none.out, "");
    assert!(none.err.contains("--destructive"), "{}", none.text());
    let whole = world.tidegate("new --from-schema --destructive less").passes();
    let text = world.content(written(&whole.out)[0]);
    assert!(
        text.contains("-- BREAKING: <reason to be written>\n") && text.contains("\nDROP TABLE public.lines;"),
        "{text}"
    );
    // The reason has to be written by a person.
    world.tidegate("check --all").exits(1).done();
}

#[test]
fn what_cannot_be_written_is_no_migration() {
    let Some(world) = World::with_server() else { return };
    let migration = "-- migrate:up\ncreate table public.t (a int);\n-- migrate:down\n";
    let schema = "create table public.t (a int) partition by range (a); create table public.u ();";
    edited(&world, "dbmate", ("db/migrations/20250101000000_a.sql", migration), schema);
    let result = world.tidegate("new --from-schema partitions").exits(1);
    assert_eq!(result.out, "");
    assert!(result.err.contains("cannot write: table `public.t`"), "{}", result.text());
    assert!(result.err.contains("no migration was written"), "{}", result.text());
}

#[test]
fn a_declared_schema_gives_a_migration() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/migrations/20250101000000_a.sql", "create table public.a (id int primary key);");
    world.stage(
        "supabase/schemas/a.sql",
        "create table public.a (id int primary key, owner uuid references auth.users); \
         alter table public.a enable row level security; \
         create policy own on public.a using (owner = auth.uid());",
    );
    let result = world.tidegate("new --from-schema own rows").passes();
    let text = world.content(written(&result.out)[0]);
    assert!(text.contains("ENABLE ROW LEVEL SECURITY") && text.contains("CREATE POLICY own"), "{text}");
}

#[test]
fn what_locks_less_has_files_of_its_own_in_the_form_of_every_tool() {
    const TABLES: &str = "create table public.t (id bigint primary key, a int);";
    const WANTED: &str = "create table public.t (id bigint primary key, a int constraint k check (a > 0)); \
        create index i on public.t (a);";
    let forms: [(Form, &str); 6] = [
        (
            (
                "dbmate",
                "db/migrations/20250101000000_a.sql",
                |up| format!("-- migrate:up\n{up}\n-- migrate:down\ndrop table public.t;\n"),
                "-- migrate:up transaction:false\n",
            ),
            "",
        ),
        (
            (
                "goose",
                "migrations/20250101000000_a.sql",
                |up| format!("-- +goose Up\n{up}\n-- +goose Down\ndrop table public.t;\n"),
                "-- +goose NO TRANSACTION\n-- +goose Up\n",
            ),
            "",
        ),
        (("sqlx", "migrations/20250101000000_a.sql", |up| up.to_owned(), "-- no-transaction\n"), ""),
        (("supabase", "supabase/migrations/20250101000000_a.sql", |up| up.to_owned(), "-- Description"), ""),
        (("diesel", "migrations/2025-01-01-000000_a/up.sql", |up| up.to_owned(), "-- Description"), "metadata.toml"),
        (("flyway", "migrations/V1__a.sql", |up| up.to_owned(), "-- Description"), ".conf"),
    ];
    for ((layout, path, form, begin), beside) in forms {
        let Some(world) = World::with_server() else { return };
        edited(&world, layout, (path, &form(TABLES)), WANTED);
        if layout == "diesel" {
            world.stage("migrations/2025-01-01-000000_a/down.sql", "drop table public.t;");
        }
        if layout == "flyway" {
            world.file("flyway.toml", "[flyway.postgresql.transactional]\nlock = false\n");
        }
        let result = world.tidegate("new --from-schema --concurrently --not-valid faster").passes();
        let files = written(&result.out);
        let ups: Vec<&&str> =
            files.iter().filter(|file| file.ends_with(".sql") && !file.ends_with("down.sql")).collect();
        assert_eq!(ups.len(), 3, "{layout}: {}", result.text());
        let texts: Vec<String> = ups.iter().map(|file| world.content(file)).collect();
        assert!(texts[0].contains("NOT VALID;"), "{layout}: {}", texts[0]);
        assert!(texts[1].contains("VALIDATE CONSTRAINT k;"), "{layout}: {}", texts[1]);
        assert!(
            texts[2].starts_with(begin) && texts[2].contains("CREATE INDEX CONCURRENTLY i ON public.t"),
            "{layout}: {}",
            texts[2]
        );
        assert!(beside.is_empty() || files.iter().any(|file| file.ends_with(beside)), "{layout}: {}", result.text());
        if layout == "dbmate" || layout == "diesel" {
            world.tidegate("verify --all --round-trip").passes().done();
        }
    }
}
