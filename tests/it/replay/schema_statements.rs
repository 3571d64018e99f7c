//! Statements of a schema file that fail: each that `psql` refuses is an error, unless it is about owners or privileges that
//! the server cannot have.

use crate::support::World;

const SCHEMA: &str = "create table public.orders (id bigint primary key, total numeric(10, 2) not null);\n";

fn world() -> Option<World> {
    let world = World::with_server()?;
    world.stage("supabase/migrations/20260101000000_a.sql", SCHEMA);
    Some(world)
}

#[test]
fn a_statement_that_the_server_refuses_is_an_error() {
    let Some(world) = world() else { return };
    let refused = [
        ("insert into public.nope values (1);", "relation \"public.nope\" does not exist"),
        ("copy public.orders frum stdin;", "syntax error"),
        ("copy public.nope from stdin;\n\\.\n", "relation \"public.nope\" does not exist"),
        ("copy public.orders (id, total) from stdin;\n1\tx\n\\.\n", "invalid input syntax"),
        ("copy public.orders (id, total) from stdin;\n1\t1\n1\t1\n\\.\n", "duplicate key"),
        ("update public.orders set nope = 1;", "column \"nope\""),
        ("delete from public.nope;", "does not exist"),
        ("truncate public.nope;", "does not exist"),
        ("insert into public.orders values (1, null);", "null value"),
        ("grant select on public.nope to public;", "does not exist"),
        ("grant select on public.nope to nobody_here;", "does not exist"),
        ("grant nonsense on public.orders to public;", "privilege"),
        ("grant usage on type public.nope to public;", "does not exist"),
        ("revoke all on function public.f() from public;", "does not exist"),
        ("alter table public.nope owner to postgres;", "does not exist"),
        ("alter default privileges in schema nope grant select on tables to public;", "does not exist"),
        ("comment on schema nope is 'x';", "does not exist"),
        ("comment on extension nope is 'x';", "does not exist"),
        ("set nope = 1;", "unrecognized configuration parameter"),
        ("set work_mem = 'many';", "invalid value"),
        ("show nope;", "unrecognized configuration parameter"),
        ("security label for x on table public.orders i 'y';", "syntax error"),
        ("create schema app; create schema app;", "already exists"),
        ("copy (select 1) to program 'id';", "error[42501]"),
        ("copy public.orders to stdout;", "not supported"),
        ("\\i other.sql", "not supported"),
        ("/* open", "unterminated"),
    ];
    for (statement, why) in refused {
        world.stage("schema.sql", format!("{SCHEMA}{statement}\n"));
        world.verify("").has_problems().prints(&["schema.sql:2:", "schema.sql cannot be loaded", why]).done();
    }
    // The entries of a dump with one more statement below a header, and in another order.
    world.git(&["rm", "--quiet", "--force", "schema.sql"]);
    world.verify("--write --stage").passes().done();
    let written = world.content("schema.sql");
    for more in [
        "GRANT ALL ON public.nope TO public;",
        "SET nope = 1;",
        "CREATE EXTENSION nope;",
        "COPY public.nope FROM stdin;\n\\.\n",
    ] {
        world.stage(
            "schema.sql",
            format!("{written}--\n-- Name: x; Type: ACL; Schema: public; Owner: -\n--\n\n{more}\n"),
        );
        world.verify("").has_problems().prints(&["schema.sql cannot be loaded"]).done();
    }
}

#[test]
fn what_the_server_cannot_have_is_named() {
    let Some(world) = world() else { return };
    let not_run = [
        ("alter table public.orders owner to other_owner;", "(role other_owner does not exist)"),
        ("grant select on public.orders to nobody_here;", "(role nobody_here does not exist)"),
        ("revoke all on public.orders from public, nobody_here;", "(role nobody_here does not exist)"),
        ("grant nobody_here to current_user;", "(role nobody_here does not exist)"),
        (
            "alter default privileges for role nobody_here grant select on tables to public;",
            "(role nobody_here does not exist)",
        ),
        ("set role nobody_here;", "(role nobody_here does not exist)"),
        ("set session authorization 'nobody_here';", "(role nobody_here does not exist)"),
        ("security label on table public.orders is 'x';", "(this server has no provider of the label)"),
    ];
    for (statement, why) in not_run {
        world.stage("schema.sql", format!("{SCHEMA}{statement}\n"));
        let text = world.verify("").passes().prints(&["; schema.sql matches"]).text();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("1 statement of the schema file not run: `") && text.contains(why), "{text}");
    }
    let good = [
        "insert into public.orders values (1, 2);",
        "copy public.orders (id, total) from stdin;\n1\t2\n\\.\n",
        "create schema public;",
        "set transaction_timeout = 0;",
        "grant select on public.orders to postgres;",
        "select pg_catalog.set_config('search_path', '', false);",
    ];
    for statement in good {
        world.stage("schema.sql", format!("{SCHEMA}{statement}\n"));
        world.verify("").passes().prints(&["; schema.sql matches"]).does_not_print(&["not run"]).done();
    }
}

#[test]
fn a_pointer_in_place_of_the_schema_is_named() {
    let Some(world) = world() else { return };
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    for file in ["schema.sql", "supabase/roles.sql", "supabase/seed.sql"] {
        let is_seed = file == "supabase/seed.sql";
        world.stage(file, pointer);
        let ran = world.verify(if is_seed { "--seed" } else { "" }).has_problems();
        ran.prints(&["Git LFS pointer", "git add --renormalize"]).done();
        world.git(&["rm", "--quiet", "--force", file]);
    }
}
