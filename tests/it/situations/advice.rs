//! Advice on names, hooks and line endings, and what follows when it is taken.

use crate::support::{GOOD, World};

#[test]
fn a_prisma_folder_without_digits_becomes_the_baseline() {
    let world = World::new();
    world.stage("prisma/migrations/init/migration.sql", GOOD).commit("init").publish();
    world.stage("prisma/migrations/20260115000000_b/migration.sql", GOOD.replace("public.a", "public.b"));
    world
        .tidegate("check")
        .has_problems()
        .prints(&[
            "sorts before `init`",
            "git mv prisma/migrations/init prisma/migrations/0_init",
            "prisma migrate resolve --applied 0_init",
        ])
        .done();
    world.git(&["mv", "prisma/migrations/init", "prisma/migrations/0_init"]);
    world
        .tidegate("check")
        .passes()
        .prints(&["renamed to be the first one", "run `prisma migrate resolve --applied 0_init` on every database"])
        .done();
    world.commit("b");
    world.tidegate("check --from-ref HEAD~1 --to-ref HEAD").passes().done();
}

#[test]
fn no_other_rename_of_a_published_prisma_folder_is_accepted() {
    let renamed = |from: &str, to: &str, content: &str| {
        let world = World::new();
        world.stage(&format!("prisma/migrations/{from}/migration.sql"), GOOD).commit("init").publish();
        world.git(&["mv", &format!("prisma/migrations/{from}"), &format!("prisma/migrations/{to}")]);
        world.stage(&format!("prisma/migrations/{to}/migration.sql"), content);
        world.tidegate("check").has_problems().prints(&["published migration is"]).done();
    };
    renamed("init", "1_init", GOOD);
    renamed("20260101000000_a", "0_init", GOOD);
    renamed("init", "0_init", &format!("{GOOD}-- edited\n"));
}

#[test]
fn doctor_tells_why_husky_runs_nothing_in_a_linked_worktree() {
    let world = World::new();
    world.stage("supabase/migrations/20260101000000_a.sql", GOOD);
    world.stage(".husky/pre-commit", "tidegate run pre-commit \"$@\"\n").commit("a");
    world.git(&["config", "core.hooksPath", ".husky/_"]);
    let linked = world.root().join("linked");
    world.git(&["worktree", "add", linked.to_str().unwrap()]);
    let view = world.from_folder(&linked);
    view.tidegate("doctor").prints(&["git runs no hook here", ".husky/_ does not exist", "npx husky"]).done();
    std::fs::create_dir(linked.join(".husky/_")).unwrap();
    world.from_folder(&linked).tidegate("doctor").does_not_print(&["git runs no hook here", "npx husky"]).done();
}

#[test]
fn doctor_tells_that_line_endings_may_change_checksums() {
    let warning = "lack `eol=lf` in .gitattributes";
    for (layout, path, is_told) in [
        ("prisma", "prisma/migrations/20260101000000_a/migration.sql", true),
        ("sqlx", "migrations/20260101000000_a.sql", true),
        ("flyway", "db/migration/V1__a.sql", false),
        ("supabase", "supabase/migrations/20260101000000_a.sql", false),
    ] {
        let world = World::new();
        world.stage(path, GOOD).stage("tidegate.toml", format!("layout = \"{layout}\"\n"));
        let doctor = world.tidegate("doctor");
        if !is_told {
            doctor.does_not_print(&[warning]).done();
            continue;
        }
        let text = doctor.prints(&[warning]).text();
        let line = text.split("`echo '").nth(1).unwrap().split('\'').next().unwrap();
        for attribute in [line, "*.sql eol=lf", "*.sql -text", "*.sql binary"] {
            world.file(".gitattributes", format!("{attribute}\n"));
            world.tidegate("doctor").does_not_print(&[warning]).done();
        }
        world.file(".gitattributes", "*.sql text=auto\n");
        world.tidegate("doctor").prints(&[warning]).done();
    }
}
