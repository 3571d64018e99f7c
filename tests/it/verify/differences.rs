//! How a schema file differs, as people read it.

use crate::support::{World, assert_stored};

const MIGRATION: &str = "\
create schema app;
create table public.customers (id bigint generated always as identity primary key, email text not null unique);
create table public.orders (
  id bigint primary key,
  customer_id bigint references public.customers,
  state text not null default 'new' check (state in ('new', 'paid', 'sent')),
  total numeric(10, 2) not null,
  note text
);
create index orders_state_idx on public.orders (state);
alter table public.customers enable row level security;
create policy own on public.customers for select to authenticated using (auth.uid() is not null and email like '%@example.com');
comment on table public.orders is 'What was ordered';
comment on column public.customers.email is 'Where letters go';
create function public.total(customer bigint) returns numeric language sql stable as $$
  select sum(total)
  from public.orders
  where customer_id = customer
    and state <> 'new'
  group by customer_id
$$;
create view public.paid as select id, total from public.orders where state = 'paid';
create type public.colour as enum ('red', 'amber', 'green');
";

/// A project whose schema file is what the migrations give, but for these replacements.
fn project(world: &World, replacements: &[(&str, &str)]) {
    world.stage("supabase/migrations/20260101000000_a.sql", MIGRATION);
    world.verify("--write --stage").passes().done();
    let mut schema = world.content("schema.sql");
    for (from, to) in replacements {
        let pattern = regex::Regex::new(from).unwrap();
        assert!(pattern.is_match(&schema), "{from}\n{schema}");
        schema = pattern.replace_all(&schema, *to).into_owned();
    }
    world.stage("schema.sql", schema);
}

/// One change of every kind.
const CHANGES: [(&str, &str); 6] = [
    (r#"numeric\(10,2\) NOT NULL,"#, "numeric(12,2),\n    \"source\" \"text\","),
    (r#"CREATE INDEX "orders_state_idx"[^;]+;"#, ""),
    (r#"\.com'"#, ".org'"),
    (r"  where customer_id = customer\n", ""),
    (r#"(?s)CREATE VIEW "public"."paid".+?;"#, "CREATE VIEW \"public\".\"unpaid\" AS SELECT 1 AS one;"),
    (r"    'amber',\n", ""),
];

#[test]
fn the_report_shows_which_side_is_which() {
    let Some(world) = World::with_server() else { return };
    project(&world, &CHANGES);
    assert_stored("verify-differences", &world.verify("").has_problems().portable());
    assert_stored("verify-differences-full", &world.verify("--full").has_problems().portable());
    let view = world.with("CLICOLOR_FORCE", "1").with("COLUMNS", "60");
    let coloured = view.tidegate("verify").has_problems();
    assert_stored("verify-differences-coloured", &coloured.portable().replace('\x1b', "␛"));
    let view = world.with("CLICOLOR_FORCE", "1").with("NO_COLOR", "1");
    view.tidegate("verify").has_problems().does_not_print(&["\x1b["]).done();
}

#[test]
fn the_suggested_command_fits_the_replayed_side() {
    let Some(world) = World::with_server() else { return };
    project(&world, &[]);
    world.stage("supabase/migrations/20260102000000_b.sql", "create index on public.orders (total);").commit("b");
    world.verify("").has_problems().prints(&["tidegate verify --write --stage"]).done();
    world.verify("--all").has_problems().prints(&["tidegate verify --all --write\n"]).done();
    world.verify("--to-ref HEAD").has_problems().prints(&["check out HEAD", "tidegate verify --write --stage"]).done();
    // Nothing would be lost, so no alternative is shown.
    world.verify("").has_problems().does_not_print(&["tidegate new"]).done();
    world.verify("--write --stage").passes().done();
    world.verify("").passes().done();
}

#[test]
fn related_differences_are_grouped_and_long_reports_are_cut() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/migrations/20260101000000_a.sql", MIGRATION).stage("schema.sql", "");
    assert_stored("verify-differences-whole", &world.verify("").has_problems().portable());
    let mut many = String::new();
    for number in 0..40 {
        many += &format!("create view v{number:02} as select {number} as n;\n");
    }
    let columns: Vec<String> = (0..40).map(|number| format!("c{number:02} int")).collect();
    many += &format!("create table public.orders ({});", columns.join(", "));
    world.stage("schema.sql", many);
    assert_stored("verify-differences-many", &world.verify("").has_problems().portable());
    let full = world.verify("--full").has_problems();
    full.prints(&["extra view public.v39", "    - CREATE VIEW \"public\".\"v39\" AS"])
        .does_not_print(&["... and"])
        .done();
}
