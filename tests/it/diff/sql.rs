//! The SQL that makes one side like another, and its proof.

use crate::support::World;
use crate::support::server::{Server, new_database};
use serde_json::Value;
use tidegate::postgres::{Engine as _, Session};

const OLD: &str = "create type public.mood as enum ('sad', 'ok'); \
    create table public.orders (id bigint primary key, total integer, fax text, m public.mood default 'ok'); \
    create view public.v as select id, fax from public.orders; insert into public.orders values (1, 2, 'x', 'ok');";

const NEW: &str = "create type public.mood as enum ('sad', 'meh', 'ok'); \
    create table public.orders (id bigint primary key, note varchar(20) check (note in ('a', 'b')), \
    total bigint not null, m public.mood default 'meh', unique (total)); \
    create view public.v as select id, note from public.orders;";

fn sides(world: &World, old: &str, new: &str) {
    world.file("old.sql", old);
    world.file("new.sql", new);
}

#[test]
fn the_sql_is_proven_and_destructive_steps_are_comments() {
    let Some(world) = World::with_server() else { return };
    sides(&world, OLD, NEW);
    let withheld = world.tidegate("diff old.sql new.sql --sql").exits(1);
    for line in [
        "-- Proven on a copy of FROM",
        "nothing differs from TO but the withheld steps, and nothing at all with them",
        "-- BREAKING: <reason to be written>\n-- column `fax` on `public.orders`: the object is dropped\n",
        "\n-- ALTER TABLE public.orders DROP COLUMN fax;",
        "\nALTER TABLE public.orders ADD COLUMN note character varying(20);",
        "-- precheck, no row may be returned: SELECT * FROM public.orders WHERE total IS NULL LIMIT 1;",
        "GROUP BY total HAVING count(*) > 1",
    ] {
        assert!(withheld.out.contains(line), "{line}\n{}", withheld.text());
    }
    let whole = world.tidegate("diff old.sql new.sql --sql --destructive").exits(1);
    assert!(whole.out.contains("nothing differs from TO (by catalog and pg_dump)"), "{}", whole.text());
    assert!(whole.out.contains("\nALTER TABLE public.orders DROP COLUMN fax;"), "{}", whole.text());
    assert!(!whole.out.contains("OWNER TO"), "the role that runs the script owns what it creates\n{}", whole.out);

    // What was printed is what was proven.
    world.file("applied.sql", format!("{OLD}\n{}", whole.out));
    world.tidegate("diff applied.sql new.sql").passes().done();
    let equal = world.tidegate("diff new.sql new.sql --sql").passes();
    assert!(equal.out.contains("There is nothing to run."), "{}", equal.text());
}

#[test]
fn only_what_depends_on_a_destructive_step_is_withheld_with_it() {
    let Some(world) = World::with_server() else { return };
    sides(
        &world,
        "create table public.t (a int, b int); create view public.v as select b from public.t; \
         grant insert on public.t to public;",
        "create table public.t (a int); create index t_a on public.t (a); comment on table public.t is 'x'; \
         grant insert, select on public.t to public;",
    );
    let result = world.tidegate("diff old.sql new.sql --sql").exits(1);
    for line in [
        "\n-- ALTER TABLE public.t DROP COLUMN b;",
        "\n-- DROP VIEW public.v;",
        "\nGRANT SELECT ON TABLE public.t TO PUBLIC;",
        "\nCREATE INDEX t_a",
        "\nCOMMENT ON TABLE public.t",
    ] {
        assert!(result.out.contains(line), "{line}\n{}", result.text());
    }
}

#[test]
fn what_cannot_be_written_is_named() {
    let Some(world) = World::with_server() else { return };
    sides(
        &world,
        "create table public.t (a int); create table public.u (b int);",
        "create table public.t (a int) partition by range (a); create table public.u (b int, c int);",
    );
    let result = world.tidegate("diff old.sql new.sql --sql").exits(1);
    assert!(result.err.contains("cannot write: table `public.t`: a table that may have rows"), "{}", result.text());
    assert!(result.out.contains("ADD COLUMN c integer"), "{}", result.text());
    assert!(result.out.contains("nothing differs from TO but the objects that cannot be written"), "{}", result.text());
}

#[test]
fn a_proof_can_be_left_out_and_is_then_not_claimed() {
    let Some(world) = World::with_server() else { return };
    sides(&world, "", "create table public.t (a int);");
    let result = world.tidegate("diff old.sql new.sql --sql --no-prove").exits(1);
    assert!(result.out.contains("-- Not proven: `--no-prove`."), "{}", result.text());
    world.tidegate("diff old.sql new.sql --sql --format html").exits(2).prints(&["no other format"]).done();
    world.tidegate("diff old.sql new.sql --destructive").exits(2).done();
}

#[test]
fn json_has_the_script() {
    let Some(world) = World::with_server() else { return };
    sides(&world, OLD, NEW);
    let json = world.tidegate("diff old.sql new.sql --sql --format json").exits(1).out;
    let report: Value = serde_json::from_str(&json).expect("JSON");
    let sql = &report["sql"];
    assert_eq!(sql["proof"], "proven", "{json}");
    let steps: Vec<&Value> = sql["transactions"]
        .as_array()
        .expect("transactions")
        .iter()
        .flat_map(|one| one.as_array().expect("steps"))
        .collect();
    let withheld: Vec<&&Value> = steps.iter().filter(|step| step["withheld"] == true).collect();
    assert!(withheld.iter().any(|step| step["object"]["name"] == "fax" && step["class"] == "B"), "{json}");
    assert!(steps.iter().any(|step| !step["precheck"].as_array().expect("queries").is_empty()), "{json}");
}

#[test]
fn differences_of_printing_alone_are_no_steps() {
    let Some(world) = World::with_server() else { return };
    sides(
        &world,
        "create table public.t (a varchar(9) check (a in ('x', 'y')), b varchar(9) check (b in ('x', 'y')));",
        "create table public.t (a varchar(9), constraint t_a_check check ((((a)::text = any (array[('x'::character \
         varying)::text, ('y'::character varying)::text])))), b varchar(9) check (b in ('x', 'z')));",
    );
    let result = world.tidegate("diff old.sql new.sql --sql --destructive").exits(1);
    assert!(!result.out.contains("t_a_check") && result.out.contains("t_b_check"), "{}", result.text());
    assert!(result.out.contains("-- Proven"), "{}", result.text());
}

#[test]
fn roles_that_do_not_exist_are_named() {
    let Some(world) = World::with_server() else { return };
    sides(
        &world,
        "create table public.t (a int); grant update on public.t to public;",
        "create role \"Bob\"; create table public.t (a int); grant select on public.t to \"Bob\"; \
         grant update on public.t to public;",
    );
    let result = world.tidegate("diff old.sql new.sql --sql").exits(1);
    assert!(result.out.contains("-- Proven") && result.out.contains("GRANT SELECT"), "{}", result.text());
    assert!(result.err.contains("the SQL names role `Bob`, which has to exist"), "{}", result.text());
}

#[test]
fn a_rename_is_offered_and_keeps_the_rows() {
    let Some(world) = World::with_server() else { return };
    sides(
        &world,
        "create table public.orders (id bigint generated always as identity primary key, fax text unique); \
         create view public.v as select fax from public.orders; create index orders_fax_idx on public.orders (fax);",
        "create table public.sales (id bigint generated always as identity primary key, phone text unique); \
         create view public.v as select phone from public.sales; create index sales_phone_idx on public.sales (phone);",
    );
    let renamed = "diff old.sql new.sql --sql --rename table:orders=sales";
    let wrong = world.tidegate("diff old.sql new.sql --sql --rename table:nope=sales").exits(2);
    assert!(wrong.err.contains("FROM has no such object"), "{}", wrong.text());
    world.tidegate("diff old.sql new.sql --sql --rename nope").exits(2).prints(&["is not a rename"]).done();
    let result = world.tidegate(&format!("{renamed} --rename column:sales.fax=phone --destructive"));
    let result = result.exits(1);
    assert!(result.out.contains("-- Proven"), "{}", result.text());
    assert!(result.out.contains("ALTER TABLE public.orders RENAME TO sales;"), "{}", result.text());
    assert!(result.out.contains("RENAME COLUMN fax TO phone;"), "{}", result.text());
    assert!(!result.out.contains("DROP TABLE") && !result.out.contains("DROP COLUMN"), "{}", result.text());

    sides(
        &world,
        "create table public.a (id int, n text); create table public.t (x date);",
        "create table public.b (id int, n text); create table public.t (y date);",
    );
    let result = world.tidegate("diff old.sql new.sql --sql").exits(1);
    for hint in ["--rename table:public.a=b", "--rename column:public.t.x=y"] {
        assert!(result.err.contains(hint), "{hint} {}", result.text());
    }
    assert!(result.out.contains("-- DROP TABLE public.a;"), "a rename is not guessed\n{}", result.out);
}

#[test]
fn a_live_database_is_rebuilt_for_the_proof_and_not_touched() {
    let (Some(server), Some(world)) = (Server::new(), World::with_server()) else { return };
    let mut local = server.start();
    local.create_database(&new_database("theirs")).unwrap();
    let mut theirs = local.open("theirs", &Session::default()).unwrap();
    theirs.run(OLD).unwrap();
    theirs.run("create role reader; grant select on public.orders to reader").unwrap();
    theirs.run("create table public.by_hand (a int generated always as identity)").unwrap();
    let address = format!("postgres:///theirs?host={}", local.sockets().display());
    world.stage("db/migrations/20250101000000_a.sql", format!("-- migrate:up\n{NEW}\n-- migrate:down\n"));
    let count = "select count(*)::text from pg_stat_database";
    let before = theirs.value(count).unwrap();
    let result = world.tidegate(&format!("diff {address} index --sql")).exits(1);
    assert!(result.out.contains("-- Proven on a copy of FROM"), "{}", result.text());
    assert!(result.out.contains("\n-- DROP TABLE public.by_hand;"), "{}", result.text());
    assert_eq!(theirs.value(count).unwrap(), before, "no database was created");
    // And the other way: the migrations lack what was made by hand.
    let result = world.tidegate(&format!("diff index {address} --sql --destructive")).exits(1);
    assert!(result.out.contains("-- Proven on a copy of FROM"), "{}", result.text());
    let result = world.tidegate(&format!("diff {address} {address} --sql")).passes();
    assert!(result.out.contains("There is nothing to run."), "{}", result.text());
}

#[test]
fn indexes_and_constraints_lock_less_on_request_and_rules_report_the_rest() {
    let Some(world) = World::with_server() else { return };
    sides(
        &world,
        "create table public.t (a int, b int);",
        "create table public.t (a int, b int constraint k check (b > 0)); create index i on public.t (a);",
    );
    let plain = world.tidegate("diff old.sql new.sql --sql").exits(1);
    for line in ["blocking-index: ", "`CREATE INDEX i ON public.t USING btree (a pg_catalog.int4_ops);`"] {
        assert!(plain.err.contains(line), "{line}\n{}", plain.text());
    }
    let json = world.tidegate("diff old.sql new.sql --sql --format json").exits(1).out;
    let report: Value = serde_json::from_str(&json).expect("JSON");
    let problems = report["sql"]["problems"].as_array().expect("problems");
    assert!(problems.iter().any(|problem| problem["rule"] == "blocking-index"), "{json}");
    let less = world.tidegate("diff old.sql new.sql --sql --concurrently --not-valid").exits(1);
    for line in [
        "nothing differs from TO (by catalog and pg_dump)",
        "ADD CONSTRAINT k CHECK ((b > 0)) NOT VALID;",
        "COMMIT;\nBEGIN;\n",
        "VALIDATE CONSTRAINT k;\n\nCOMMIT;\n-- Outside a transaction block:\nCREATE INDEX CONCURRENTLY i ON public.t",
    ] {
        assert!(less.out.contains(line), "{line}\n{}", less.text());
    }
    assert!(!less.err.contains("blocking-index"), "{}", less.text());
    world.tidegate("diff old.sql new.sql --concurrently").exits(2).done();
}

#[test]
fn what_the_server_rejects_is_refused_by_name_and_the_rest_is_proven() {
    let (Some(server), Some(world)) = (Server::new(), World::with_server()) else { return };
    let mut engine = server.start();
    engine.make_superuser().unwrap();
    let (old, new) = ("diff_old", "diff_new");
    for (name, sql) in [
        (old, "create table public.t (a int)"),
        (new, "create table public.t (a int, b int); create foreign data wrapper w"),
    ] {
        engine.create_database(&new_database(name)).unwrap();
        engine.open(name, &Session::default()).unwrap().run(sql).unwrap();
    }
    let sockets = engine.sockets().display().to_string();
    let [from, to] = [old, new].map(|name| format!("postgres:///{name}?host={sockets}"));
    let result = world.tidegate(&format!("diff {from} {to} --sql")).exits(1);
    assert!(result.out.contains("CREATE FOREIGN DATA WRAPPER w"), "{}", result.text());
    assert!(result.out.contains("-- Not proven: foreign-data wrapper `w`"), "{}", result.text());
    assert!(result.out.contains("ADD COLUMN b integer"), "{}", result.text());
}
