//! The examples of output in the documents, compared with the real output.

use super::check_part;
use crate::support::World;

#[test]
fn the_transcript_in_the_readme_is_real_output() {
    let world = World::new();
    let add_column = |name: &str| format!("alter table public.orders add column {name} timestamptz;\n");
    world.stage("supabase/migrations/20250120090000_add_shipped_at.sql", add_column("shipped_at")).commit(".");
    world.stage("supabase/migrations/20250120090000_add_returned_at.sql", add_column("returned_at"));
    let ran = world.hook("pre-commit").try_git(&["commit", "-m", "Track returned orders"]).has_problems();
    check_part("README.md", "transcript", &block("git commit -m \"Track returned orders\"", &ran.text()));
}

#[cfg(unix)]
#[test]
fn the_examples_of_verify_are_real_output() {
    let Some(world) = World::with_server() else { return };
    world.stage(
        "supabase/migrations/20260101000000_a.sql",
        "-- Tenants get a plan.\nalter table tenants add plan text;\n",
    );
    let failed = world.verify("").has_problems();
    check_part("docs/verify.md", "failure", &block("tidegate verify", &on_one_server(&failed.text())));

    let Some(world) = World::with_server() else { return };
    world.stage(
        "supabase/migrations/20260101000000_a.sql",
        "create table public.orders (id bigint primary key, state text, total numeric(10,2) not null);\n\
         create index orders_state_idx on public.orders (state);\n",
    );
    world.stage(
        "schema.sql",
        "create table public.orders (id bigint primary key, state text, total numeric(12,2));\n\
         create view public.unpaid as select id from public.orders where state = 'unpaid';\n",
    );
    let differs = world.verify("").has_problems();
    check_part("docs/verify.md", "difference", &block("tidegate verify", &on_one_server(&differs.text())));
}

fn block(command: &str, output: &str) -> String {
    format!("```text\n$ {command}\n{}\n```\n", output.trim_end())
}

/// The output with the same server on every machine.
#[cfg(unix)]
fn on_one_server(text: &str) -> String {
    let server = regex::Regex::new(r"PostgreSQL \d\S* from [^ ,;)\n]+").unwrap();
    server.replace_all(text, "PostgreSQL 15.18 from /usr/lib/postgresql/15/bin").into_owned()
}
