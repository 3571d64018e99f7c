//! A schema file in conflict is regenerated from the merged migrations.

use crate::support::{World, migration};

/// Two branches that each add a migration, merged up to the conflict in the schema file.
fn in_conflict(schema: &str) -> Option<World> {
    let world = World::with_server()?;
    let add = |day: u8, name: &str| {
        world.stage(&migration(day, name), format!("create table public.{name} (id bigint primary key);\n"));
        world.tidegate("verify --write --stage").passes().done();
        world.commit(name);
    };
    world.stage(schema, "");
    add(1, "first");
    world.branch("theirs");
    add(2, "second");
    world.switch("main").branch("ours");
    add(3, "third");
    assert_ne!(world.try_git(&["merge", "--no-edit", "theirs"]).code, Some(0), "a conflict");
    Some(world)
}

#[test]
fn an_unmerged_schema_file_is_regenerated() {
    for schema in ["schema.sql", "db/schema.sql"] {
        let Some(world) = in_conflict(schema) else { return };
        let prints = ["1 unmerged file", schema, "`tidegate verify --write --stage`"];
        for command in ["check", "verify"] {
            let text = world.tidegate(command).text().split_whitespace().collect::<Vec<_>>().join(" ");
            prints.iter().for_each(|part| assert!(text.contains(part), "{command}: {part}: {text}"));
        }
        world.tidegate("verify --write --stage").passes().done();
        assert_eq!(world.git(&["ls-files", "--unmerged"]), "");
        let written = world.content(schema);
        assert!(written.contains("second") && written.contains("third") && !written.contains("<<<<"), "{written}");
        world.tidegate("check").passes().done();
        world.verify("").passes().done();
    }
}

#[test]
fn a_migration_in_conflict_is_resolved_by_hand() {
    let Some(world) = in_conflict("schema.sql") else { return };
    world.git(&["checkout", "--quiet", "--force", "ours"]);
    world.stage(&migration(2, "second"), "create table public.another ();\n").commit("another");
    assert_ne!(world.try_git(&["merge", "--no-edit", "theirs"]).code, Some(0), "a conflict");
    let text = world.tidegate("check").text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("2 unmerged files") && text.contains("in the other files"), "{text}");
    world.tidegate("verify --write --stage").prints(&["unmerged"]).done();
}

#[test]
fn staged_markers_in_a_schema_file_are_resolved_by_writing_it() {
    let Some(world) = in_conflict("schema.sql") else { return };
    world.git(&["add", "schema.sql"]);
    world.tidegate("check").has_problems().prints(&["conflict-markers", "tidegate verify --write --stage"]).done();
    world.verify("").has_problems().prints(&["markers of a merge conflict", "tidegate verify --write --stage"]).done();
    world.verify("--write --stage").passes().done();
    world.tidegate("check").passes().done();
}
