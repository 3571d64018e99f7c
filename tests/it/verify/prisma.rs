//! The schema that Prisma Client is generated from, against the replayed schema.

use crate::support::prisma::{MODELS, SOURCE, SQL};
use crate::support::{CommandResult, World};

/// A project of Prisma with a schema that agrees with its migrations.
fn prisma() -> Option<World> {
    let world = World::with_server()?;
    world.stage("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    world.stage("prisma/migrations/20250101000000_init/migration.sql", SQL);
    world.stage("prisma/schema.prisma", format!("{SOURCE}{MODELS}"));
    Some(world)
}

/// Changes one line of the models and returns what is printed on it.
fn with(world: &World, from: &str, to: &str) -> CommandResult {
    assert!(MODELS.contains(from), "{from}");
    world.stage("prisma/schema.prisma", format!("{SOURCE}{}", MODELS.replacen(from, to, 1)));
    world.verify("")
}

#[test]
fn a_prisma_schema_that_agrees_matches() {
    let Some(world) = prisma() else { return };
    world
        .verify("")
        .passes()
        .prints(&["prisma/schema.prisma matches"])
        .prints(&["prisma/schema.prisma cannot describe", "1 check or exclusion", "1 function and 1 policy"])
        .done();
}

#[test]
fn each_difference_from_a_prisma_schema_is_drawn_at_its_field() {
    let Some(world) = prisma() else { return };
    for (from, to, expected) in [
        (
            "email String  @unique",
            "email String  @unique\n  name String?",
            "the table `public.\"User\"` has no column `name`",
        ),
        ("  email String  @unique\n", "", "the column `email` of `public.\"User\"` has no field"),
        (
            "email String  @unique",
            "email String? @unique",
            "`email` is optional, and is NOT NULL in the replayed schema",
        ),
        (
            "email String  @unique",
            "email String  @unique @db.VarChar(80)",
            "the type of `email` is `character varying(80)`, and `text` in the replayed schema",
        ),
        ("email String  @unique", "email String", "the unique key (email) of `public.\"User\"`"),
        ("@default(USER)", "@default(ADMIN)", "`role` has the default `'ADMIN'::public.\"Role\"`, and the default"),
        ("  ADMIN\n", "  ADMIN\n  OWNER\n", "the enum `public.\"Role\"` has `OWNER` only in the Prisma schema"),
        ("@@index([made(sort: Desc)])", "@@index([made])", "the table `public.\"Post\"` has no index (made)"),
        (
            "references: [id])",
            "references: [id], onDelete: Cascade)",
            "has no foreign key (author_id) REFERENCES public.\"User\"(id) ON UPDATE CASCADE ON DELETE CASCADE",
        ),
        ("model Post {", "model Tag {\n  id Int @id\n}\n\nmodel Post {", "there is no table `public.\"Tag\"`"),
        ("@default(autoincrement())", "", "`id` has no default, and the default `autoincrement()`"),
        ("new_id()", "new_idd()", "the server refuses what it describes: function new_idd() does not exist"),
        ("role  Role ", "role  Rolle ", "`Rolle` is not a scalar type, and no model or enum has this name"),
        ("@unique\n", "@unique @\n", "the name of the attribute is expected here"),
    ] {
        let ran = with(&world, from, to).has_problems();
        ran.prints(&[expected, "error[prisma-schema]", "--> prisma/schema.prisma"]).prints(&["prisma db pull"]).done();
    }
}

#[test]
fn a_prisma_schema_beside_migrations_of_another_tool_counts_only_what_breaks_the_client() {
    let Some(world) = World::with_server() else { return };
    let tables = "create table public.users (id bigint primary key, email text not null);\n";
    world.stage("supabase/config.toml", "project_id = \"a\"\n");
    world.stage("supabase/migrations/20250101000000_users.sql", tables);
    world.stage("supabase/migrations/20250102000000_audit.sql", "create table public.audit (id bigint primary key);\n");
    let model = "model users {\n  id    BigInt @id\n  email String\n}\n";
    world.stage("prisma/schema.prisma", format!("{SOURCE}{model}"));
    world
        .verify("")
        .passes()
        .prints(&["prisma/schema.prisma matches", "Prisma does not make the migrations"])
        .prints(&["`public.audit` has no model"])
        .done();
    world.stage(
        "prisma/schema.prisma",
        format!("{SOURCE}{}", model.replace("email String", "email String\n  name String")),
    );
    world.verify("").has_problems().prints(&["the table `public.users` has no column `name`"]).done();
    // A row without the column is refused.
    world.stage("prisma/schema.prisma", format!("{SOURCE}{}", model.replace("  email String\n", "")));
    world.verify("").has_problems().prints(&["the column `email` of `public.users` has no field"]).done();
    // Another database, and a text.
    world.stage("docs/prisma/schema.prisma", format!("{SOURCE}{}", model.replace("users", "others")));
    world.stage("prisma/schema.prisma", SOURCE.replace("postgresql", "mysql"));
    world.verify("").passes().does_not_print(&["schema.prisma"]).done();
}

#[test]
fn what_prisma_does_not_distinguish_is_no_difference() {
    let Some(world) = prisma() else { return };
    let join = "CREATE TABLE \"_PostToTag\" (\"A\" TEXT NOT NULL REFERENCES \"Post\"(id), \"B\" INTEGER NOT NULL);\n\
        CREATE TABLE \"Tag\" (\"id\" INTEGER NOT NULL, CONSTRAINT \"Tag_pkey\" PRIMARY KEY (\"id\"));\n\
        ALTER TABLE \"_PostToTag\" DROP CONSTRAINT \"_PostToTag_A_fkey\";\n\
        ALTER TABLE \"_PostToTag\" ADD CONSTRAINT \"_PostToTag_A_fkey\" FOREIGN KEY (\"A\") REFERENCES \"Post\"(\"id\") ON DELETE CASCADE ON UPDATE CASCADE;\n\
        ALTER TABLE \"_PostToTag\" ADD CONSTRAINT \"_PostToTag_B_fkey\" FOREIGN KEY (\"B\") REFERENCES \"Tag\"(\"id\") ON DELETE CASCADE ON UPDATE CASCADE;\n\
        CREATE UNIQUE INDEX \"_PostToTag_AB_unique\" ON \"_PostToTag\"(\"A\", \"B\");\n\
        CREATE INDEX \"_PostToTag_B_index\" ON \"_PostToTag\"(\"B\");\n";
    // As Prisma 5 wrote it.
    world.stage("prisma/migrations/20250102000000_tags/migration.sql", join);
    let models = MODELS.replace("  tags     String[]\n", "  tags     String[]\n  labels   Tag[]\n");
    let models = models.replace("  USER\n  ADMIN\n", "  ADMIN\n  USER\n");
    world.stage(
        "prisma/schema.prisma",
        format!("{SOURCE}{models}\nmodel Tag {{\n  id    Int    @id\n  posts Post[]\n}}\n"),
    );
    world.verify("").passes().prints(&["prisma/schema.prisma matches"]).done();
}

#[test]
fn a_prisma_schema_of_several_files_is_one() {
    let Some(world) = prisma() else { return };
    world.git(&["rm", "-q", "--cached", "prisma/schema.prisma"]);
    let (enums, models) = MODELS.split_once("model User").unwrap();
    world.stage("prisma/schema/base.prisma", format!("{SOURCE}{enums}"));
    world.stage("prisma/schema/models.prisma", format!("model User{models}"));
    world.verify("").passes().prints(&["prisma/schema matches"]).done();
    world.stage("prisma/schema/models.prisma", format!("model User{models}").replace("email String", "mail String"));
    let ran = world.verify("--format json").has_problems();
    ran.prints(&["\"kind\": \"prisma-schema\"", "\"prisma/schema/models.prisma\""]).done();
    let ran = world.verify("--format github").has_problems();
    ran.prints(&["::error file=prisma/schema/models.prisma,line=3"]).done();
}
