//! Files that git converts: stored as UTF-8, in another encoding in the working tree.

use super::{COMMIT, first};
use crate::support::{GOOD, World, migration};

fn utf16(text: &str) -> Vec<u8> {
    [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// A published repository whose SQL is UTF-16 on disk.
fn world() -> World {
    let world = World::new();
    world.hook("pre-commit").stage(".gitattributes", "*.sql working-tree-encoding=UTF-16\n");
    world.stage(&first(), utf16(GOOD)).commit("first").publish();
    assert_eq!(world.git(&["show", &format!("HEAD:{}", first())]), GOOD, "git stores UTF-8");
    world
}

#[test]
fn the_working_tree_is_checked_as_git_would_store_it() {
    let world = world();
    world.stage(&migration(7, "good"), utf16(GOOD)).try_git(&COMMIT).passes().does_not_print(&["not-utf8"]).done();
    world.tidegate("check --all").passes().does_not_print(&["not-utf8", "edited-migration"]).done();
    world.file(migration(7, "good"), utf16("drop table public.gone;\n"));
    world.tidegate("check --all").exits(1).prints(&["drop-table", "public.gone"]).done();
    world.git(&["checkout", "--force", "--", "."]);
    world.file(first(), utf16("select 1;\n")).tidegate("check --all").exits(1).prints(&["edited-migration"]).done();
    // Nothing is left in the repository.
    assert_eq!(world.git(&["fsck", "--unreachable", "--no-reflogs"]), "");
    // Stored without the attribute it is not UTF-8.
    world.git(&["checkout", "--force", "--", "."]);
    world.stage(".gitattributes", "").stage(&migration(8, "wide"), utf16(GOOD));
    world.try_git(&COMMIT).has_problems().prints(&["not-utf8", "file is UTF-16"]).done();
}

#[test]
fn a_rename_keeps_the_encoding() {
    let world = world();
    world.stage("supabase/migrations/20260107000000_Bad Name.sql", utf16(GOOD));
    world.tidegate("check --fix").passes().done();
    let renamed = "supabase/migrations/20260107000000_bad_name.sql";
    assert_eq!(std::fs::read(world.path(renamed)).expect("a file"), utf16(GOOD));
    assert_eq!(world.git(&["show", &format!(":{renamed}")]), GOOD);
    world.try_git(&COMMIT).passes().done();
}
