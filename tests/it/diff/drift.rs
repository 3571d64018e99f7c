//! `tidegate drift`: several live databases beside one history.

use crate::support::World;
use crate::support::server::{Server, new_database};
use serde_json::Value;
use tidegate::postgres::{Engine as _, Session};

const TABLE: &str = "create table public.orders (id bigint primary key, total integer);";

#[test]
fn who_has_what_is_one_table_and_a_dead_database_hides_no_other() {
    let (Some(server), Some(world)) = (Server::new(), World::with_server()) else { return };
    let mut local = server.start();
    for (name, more) in
        [("same", ""), ("fax", "alter table public.orders add fax text"), ("empty", "drop table public.orders")]
    {
        local.create_database(&new_database(name)).unwrap();
        local.open(name, &Session::default()).unwrap().run(&format!("{TABLE} {more}")).unwrap();
    }
    local.open("same", &Session::default()).unwrap().run("create role reader login password 'hunter2'").unwrap();
    let sockets = local.sockets().display().to_string();
    let db = |name: &str| format!("--db postgres://reader:hunter2@/{name}?host={sockets}");
    world.file("db/migrations/20250101000000_a.sql", format!("-- migrate:up\n{TABLE}\n-- migrate:down\n"));

    world.tidegate(&format!("drift {}", db("same"))).passes().prints(&["1 of 1 database as the working tree"]).done();
    let all = [db("same"), db("fax"), db("empty")].join(" ");
    let json = world.tidegate(&format!("drift {all} --format json")).exits(1);
    let report: Value = serde_json::from_str(&json.out).unwrap();
    let rows: Vec<String> = report["objects"].as_array().unwrap().iter().map(ToString::to_string).collect();
    let has = |object: &str, states: &str| rows.iter().any(|row| row.contains(object) && row.contains(states));
    assert!(has("column `fax` on `public.orders`", r#"["same","extra","same"]"#), "{rows:?}");
    assert!(has("table `public.orders`", r#"["same","same","missing"]"#), "{rows:?}");
    assert_eq!(report["inStep"], false);

    // The dead one is reported, and so are the others.
    let dead = "--db postgres://reader:hunter2@/d?host=/nowhere";
    for format in ["human", "json", "markdown"] {
        let result = world.tidegate(&format!("drift {dead} {} --format {format}", db("fax"))).exits(3);
        let text = result.text();
        assert!(text.contains("cannot connect") && text.contains("fax") && !text.contains("hunter2"), "{text}");
    }
    world.tidegate("drift --db mysql://me:hunter2@h/d").exits(2).does_not_print(&["hunter2"]).done();
}

#[test]
fn a_fleet_is_compared_at_once_and_shown_in_every_format() {
    let (Some(server), Some(world)) = (Server::new(), World::with_server()) else { return };
    let mut local = server.start();
    for number in 1..=12 {
        let more = if number == 7 { "alter table public.orders add \"<b>::error::x\" text" } else { "" };
        let name = format!("tenant_{number}");
        local.create_database(&new_database(&name)).unwrap();
        local.open(&name, &Session::default()).unwrap().run(&format!("{TABLE} {more}")).unwrap();
    }
    local.open("tenant_1", &Session::default()).unwrap().run("create role reader login password 'hunter2'").unwrap();
    let sockets = local.sockets().display().to_string();
    let address = |name: &str| format!("postgres://reader:hunter2@/{name}?host={sockets}");
    world.file("db/migrations/20250101000000_a.sql", format!("-- migrate:up\n{TABLE}\n-- migrate:down\n"));
    world.file("db/schema.sql", format!("{TABLE}\ncreate table public.more (id int);\n"));

    // Every database of a server, those of a file, and those with names.
    let fleet = format!("drift --db {} --on-server tenant_* --against schema", address("tenant_1"));
    let json = world.tidegate(&format!("{fleet} --format json")).exits(1);
    let report: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(report["databases"].as_array().unwrap().len(), 12);
    let rows: Vec<String> = report["objects"].as_array().unwrap().iter().map(ToString::to_string).collect();
    assert!(rows.iter().any(|row| row.contains("::error::x") && row.matches("extra").count() == 1), "{rows:?}");
    assert!(
        rows.iter().any(|row| row.contains("public.more") && row.contains(r#""besideStates":["extra"]"#)),
        "{rows:?}"
    );
    let human = world.tidegate(&fleet).exits(1);
    human.prints(&["1 of 12 databases not as the working tree; not as the working tree: db/schema.sql"]).done();

    let lines = format!("# tenants\n{}\n\n{}\n", address("tenant_2"), address("tenant_3"));
    world.file("fleet", lines);
    world.tidegate("drift --db-file fleet").passes().prints(&["2 of 2 databases as the working tree"]).done();
    world.file("fleet", "# nothing\n");
    world.tidegate("drift --db-file fleet").exits(2).prints(&["names no database"]).done();
    world.file(
        "tidegate.local.toml",
        "[databases.t-2]\nurl-env = 'T2'\n[databases.t-7]\nurl-env = 'T7'\n[databases.off]\nurl-env = 'OFF'\n",
    );
    let world = world.with("T2", address("tenant_2")).with("T7", address("tenant_7"));
    let named = world.tidegate("drift --all --format json").exits(3);
    let report: Value = serde_json::from_str(&named.out).unwrap();
    let labels: Vec<&str> =
        report["databases"].as_array().unwrap().iter().filter_map(|one| one["database"].as_str()).collect();
    assert!(
        matches!(labels.as_slice(), [one, two, "off"] if one.starts_with("t-2 (") && two.starts_with("t-7 (")),
        "{labels:?}"
    );
    assert!(report["databases"][2]["error"].as_str().unwrap().contains("OFF, which is not set"));
}

#[test]
fn text_of_a_database_is_only_text_on_a_page_and_in_annotations() {
    let (Some(server), Some(world)) = (Server::new(), World::with_server()) else { return };
    let mut local = server.start();
    local.create_database(&new_database("app")).unwrap();
    let hostile =
        "alter table public.orders add \"<script>\n::error::x\" text; create role reader login password 'hunter2'";
    local.open("app", &Session::default()).unwrap().run(&format!("{TABLE} {hostile}")).unwrap();
    let db = format!("--db postgres://reader:hunter2@/app?host={}", local.sockets().display());
    world.file("db/migrations/20250101000000_a.sql", format!("-- migrate:up\n{TABLE}\n-- migrate:down\n"));
    let page = world.tidegate(&format!("drift {db} --format html")).exits(1);
    page.prints(&["<!doctype html>", "&lt;script&gt;", "<td>extra</td>"])
        .does_not_print(&["<script>", "hunter2"])
        .done();
    let github = world.tidegate(&format!("drift {db} --format github")).exits(1);
    let commands = github.out.lines().filter(|line| line.starts_with("::")).count();
    assert_eq!(commands, 1, "{}", github.out);
    github.prints(&["::error title=tidegate drift::", "is not as the working tree%0A"]).done();
}

#[test]
fn models_of_prisma_are_compared_with_the_migrations_beside_the_database() {
    let (Some(server), Some(world)) = (Server::new(), World::with_server()) else { return };
    let mut local = server.start();
    local.create_database(&new_database("app")).unwrap();
    let sql = "create table \"Post\" (\"id\" bigint not null, \"title\" text not null, constraint \"Post_pkey\" primary key (\"id\"));\n";
    local.open("app", &Session::default()).unwrap().run(&format!("{sql} create role reader login")).unwrap();
    let drift = format!("drift --against prisma --db postgres://reader@/app?host={}", local.sockets().display());
    world.file("prisma/migrations/20260101000000_init/migration.sql", sql);
    world.file("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    let models = |more: &str| {
        let start = "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n";
        world
            .file("prisma/schema.prisma", format!("{start}model Post {{\n  id BigInt @id\n  title String\n{more}}}\n"));
    };
    models("");
    world.tidegate(&drift).passes().done();
    // The models are ahead of the migrations, and the database is not; then someone has added the column there.
    models("  body String?\n");
    let ahead = "prisma/schema.prisma: the table `public.\"Post\"` has no column `body`";
    let compared = world.tidegate(&drift).exits(1);
    compared
        .prints(&[ahead, "1 of 1 database as the working tree; not as the working tree: prisma/schema.prisma"])
        .done();
    local.open("app", &Session::default()).unwrap().run("alter table \"Post\" add body text").unwrap();
    let report = world.tidegate(&format!("{drift} --format json")).exits(1);
    let report: Value = serde_json::from_str(&report.out).unwrap();
    assert_eq!(report["beside"][0]["findings"][0], ahead);
    assert_eq!(report["databases"][0]["comparison"]["equal"], false, "{report}");
    world.tidegate(&drift.replace("prisma", "schema")).exits(2).prints(&["has no schema file"]).done();
}
