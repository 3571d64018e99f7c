//! The models of Prisma as a side.

use super::changes;
use crate::support::World;
use crate::support::prisma::{MODELS, SOURCE, SQL};

/// A project of Prisma, with models in which a line is replaced.
fn project(from: &str, to: &str) -> Option<World> {
    let world = World::with_server()?;
    world.stage("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    // Prisma does not distinguish orders of values, and cannot describe comments.
    let sql = SQL.replace("('USER', 'ADMIN')", "('ADMIN', 'USER')") + "COMMENT ON TABLE \"Post\" IS 'posts';\n";
    world.stage("prisma/migrations/20250101000000_init/migration.sql", sql);
    replace(&world, from, to);
    Some(world)
}

fn replace(world: &World, from: &str, to: &str) {
    assert!(MODELS.contains(from), "{from}");
    world.stage("prisma/schema.prisma", format!("{SOURCE}{}", MODELS.replacen(from, to, 1)));
}

#[test]
fn models_are_a_side_of_either_direction() {
    let Some(world) = project("USER\n", "USER\n") else { return };
    for sides in ["worktree prisma", "prisma worktree"] {
        world
            .tidegate(&format!("diff {sides}"))
            .passes()
            .prints(&["no differences", "prisma/schema.prisma: the models of Prisma of the working tree"])
            .prints(&["prisma/schema.prisma cannot describe", "1 policy"])
            .done();
    }
    let json = world.tidegate("diff worktree prisma --format json").passes().out;
    assert!(json.contains(r#""side": "prisma""#), "{json}");
}

#[test]
fn the_sql_leads_to_the_models_and_leaves_the_rest() {
    for (from, to, change, expected) in [
        (
            "email String  @unique",
            "email String  @unique\n  name String?",
            "created column public.User.name",
            "ADD COLUMN name text",
        ),
        ("  ADMIN\n", "  ADMIN\n  OWNER\n", "changed type public.Role", "ADD VALUE 'OWNER'"),
        ("role  Role    @default(USER)\n", "", "dropped column public.User.role", "DROP COLUMN role"),
        (
            "@@index([made(sort: Desc)])",
            "@@index([made, authorId])",
            "created index public.Post_made_author_id_idx",
            "CREATE INDEX",
        ),
        ("email String  @unique", "email String? @unique", "changed column public.User.email", "DROP NOT NULL"),
        (
            "tags     String[]",
            "tags     String[]\n  more Tag[]",
            "created table public._PostToTag",
            "CREATE TABLE public.\"_PostToTag\"",
        ),
        ("@default(autoincrement())", "", "changed column public.User.id", "DROP IDENTITY"),
    ] {
        let Some(world) = project(from, to) else { return };
        if to.contains("Tag[]") {
            let models = MODELS.replacen(from, to, 1) + "\nmodel Tag {\n  id Int @id\n  posts Post[]\n}\n";
            world.stage("prisma/schema.prisma", format!("{SOURCE}{models}"));
        }
        let found = changes(&world.tidegate("diff worktree prisma --format json").exits(1).out);
        assert!(found.iter().any(|one| one.starts_with(change)), "{change}: {found:?}");
        let ran = world.tidegate("diff worktree prisma --sql --destructive").exits(1);
        ran.prints(&[expected, "Proven"]).does_not_print(&["POLICY", "CHECK", "DISABLE ROW"]).done();
        world
            .tidegate("diff prisma worktree --sql --destructive")
            .exits(1)
            .prints(&["Proven"])
            .does_not_print(&["POLICY"])
            .done();
    }
}

#[test]
fn faults_of_models_name_their_line() {
    let Some(world) = project("@unique\n", "@unique @\n") else { return };
    world
        .tidegate("diff worktree prisma")
        .exits(2)
        .prints(&["prisma/schema.prisma:13", "the name of the attribute is expected here", "tidegate verify"])
        .done();
    replace(&world, "new_id()", "new_idd()");
    world
        .tidegate("diff worktree prisma")
        .exits(1)
        .prints(&["function new_idd() does not exist", "--> prisma/schema.prisma"])
        .done();
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/20250101000000_a.sql", "create table t (id bigint primary key);");
    world.tidegate("diff worktree prisma").exits(2).prints(&["no schema.prisma"]).done();
}
