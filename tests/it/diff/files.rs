//! Files and folders of SQL as sides.

use super::changes;
use crate::support::World;

const TABLE: &str = "create table public.orders (id bigint primary key, total integer);\n";

#[test]
fn two_files_are_compared_by_meaning() {
    let Some(world) = World::with_server() else { return };
    world.file("a.sql", TABLE);
    world.file("b.sql", "CREATE TABLE orders (\n  total int, id int8\n);\nALTER TABLE orders ADD PRIMARY KEY (id);\n");
    world.file("c.sql", TABLE.replace("integer", "bigint") + "create view v as select id from orders;");
    world.tidegate("diff a.sql b.sql").passes().prints(&["FROM a.sql TO b.sql: no differences", "an SQL file"]).done();
    let json = world.tidegate("diff a.sql c.sql --format json").exits(1);
    assert_eq!(json.err, "");
    assert_eq!(changes(&json.out), ["changed column public.orders.total: type", "created view public.v"]);
    let json = world.tidegate("diff c.sql a.sql --format json").exits(1);
    assert_eq!(changes(&json.out), ["changed column public.orders.total: type", "dropped view public.v"]);
}

#[test]
fn a_statement_that_fails_is_shown_in_its_file() {
    let Some(world) = World::with_server() else { return };
    world.file("a.sql", TABLE);
    world.file("b.sql", "create table public.t (a nothing);");
    for arguments in ["diff a.sql b.sql", "diff b.sql a.sql", "diff a.sql b.sql --format markdown"] {
        world.tidegate(arguments).exits(1).prints(&["b.sql:1", "nothing", "b.sql cannot be loaded"]).done();
    }
    let json = world.tidegate("diff a.sql b.sql --format json").exits(1);
    assert!(json.out.contains("\"equal\": false") && json.out.contains("\"sqlstate\": \"42704\""), "{}", json.out);
    assert_eq!(world.tidegate("diff a.sql b.sql --format html").exits(1).out, "");
}

#[test]
fn a_folder_is_loaded_in_the_order_of_its_dependencies() {
    let Some(world) = World::with_server() else { return };
    world.file("parts/1_view.sql", "create view public.v as select id from public.orders;");
    world.file("parts/2/table.sql", TABLE);
    world.file("parts/.hidden/x.sql", "nonsense;");
    world.file("all.sql", TABLE.to_owned() + "create view public.v as select id from public.orders;");
    world.tidegate("diff parts all.sql").passes().prints(&["a folder of 2 SQL files"]).done();
    world.file("empty/readme.txt", "");
    world.tidegate("diff empty all.sql").exits(2).prints(&["empty has no SQL file"]).done();
}

#[test]
fn something_that_was_not_compared_is_no_success() {
    let Some(world) = World::with_server() else { return };
    world.file("a.sql", TABLE);
    world.file("b.sql", TABLE.to_owned() + "grant select on public.orders to absent_role;");
    world.tidegate("diff a.sql b.sql").exits(1).prints(&["no differences found, but", "absent_role"]).done();
}

#[test]
fn a_wrong_side_is_named_with_a_remedy() {
    let world = World::new();
    world.file("a.sql", TABLE);
    world.tidegate("diff a.sql nothing.sql").exits(2).prints(&["cannot read nothing.sql", "`./index`"]).done();
    world.tidegate("diff a.sql rev:").exits(2).prints(&["`rev:` needs a revision"]).done();
    let result = world.tidegate("diff a.sql mysql://me:hunter2@h/d").exits(2);
    assert!(!result.text().contains("hunter2"), "{}", result.text());
    world.tidegate("diff a.sql").exits(2).done();
    world.tidegate("diff worktree index").exits(2).prints(&["the working tree has no migrations"]).done();
}

#[test]
fn files_are_compared_outside_a_repository() {
    let Some(world) = World::with_server() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let [old, new] = ["old.sql", "new.sql"].map(|name| folder.path().join(name));
    std::fs::write(&old, "create table public.t (a int);").expect("a file");
    std::fs::write(&new, "create table public.t (a int, b int);").expect("a file");
    let result = world.from_folder(folder.path()).tidegate("diff old.sql new.sql --sql").exits(1);
    assert!(result.out.contains("ADD COLUMN b integer"), "{}", result.text());
    let none = world.from_folder(folder.path()).tidegate("diff worktree new.sql").exits(2);
    assert!(none.err.contains("not in a git repository"), "{}", none.text());
}

#[test]
fn objects_that_are_made_at_run_time_are_left_out_and_named() {
    let Some(world) = World::with_server() else { return };
    let table = "create table public.events (a int) partition by range (a);";
    let part = "create table public.events_p1 partition of public.events for values from (0) to (9); \
        create index events_p1_a on public.events_p1 (a);";
    world.file("tidegate.toml", "[diff]\nignore = ['public.events_p*']\n");
    world.file("old.sql", format!("{table} {part}"));
    world.file("new.sql", table.replace("a int", "a int, b int"));
    let result = world.tidegate("diff old.sql new.sql --sql").exits(1);
    assert!(result.out.contains("ADD COLUMN b integer") && !result.out.contains("events_p1"), "{}", result.text());
    assert!(result.out.contains("nothing differs from TO (by catalog and pg_dump)"), "{}", result.text());
    for part in ["by `ignore` under `[diff]`: index `public.events_p1_a`", "`public.events_p1`\n"] {
        assert!(result.err.contains(part), "{part}: {}", result.text());
    }
    world.file("new.sql", table);
    world.tidegate("diff old.sql new.sql").passes().done();
    world.file("tidegate.toml", "[diff]\nignored = ['public.events_p*']\n");
    world.tidegate("diff old.sql new.sql").exits(2).prints(&["did you mean `ignore`?"]).done();
}
