//! Every format of a comparison.

use crate::support::{World, assert_stored};

const FROM: &str = "\
create table public.users (id bigint primary key, email text not null);
create table public.orders (
  id bigint primary key,
  user_id bigint constraint orders_user references public.users,
  total integer not null default 0,
  fax text
);
create index orders_total on public.orders (total);
create function public.twice(a int) returns int language sql as $$
  select a
  + a
$$;
create view public.faxes as select id, fax from public.orders;
";

const TO: &str = "\
create table public.users (id bigint primary key, email text not null);
create table public.orders (
  id bigint primary key,
  user_id bigint constraint orders_user references public.users,
  total numeric(10, 2) not null default 0,
  note text
);
create function public.twice(a int) returns int language sql as $$
  select a
  * 2
$$;
create view public.faxes as select id from public.orders;
create type public.state as enum ('new', 'done');
alter table public.orders enable row level security;
";

fn report(world: &World, format: &str) -> String {
    let result = world.tidegate(&format!("diff from.sql to.sql --format {format}")).exits(1);
    assert_eq!(result.err, "", "{format}");
    result.masked()
}

#[test]
fn every_format_is_stable() {
    let Some(world) = World::with_server() else { return };
    world.file("from.sql", FROM).file("to.sql", TO);
    for format in ["human", "json", "markdown", "mermaid", "html"] {
        assert_stored(&format!("diff_{format}"), &report(&world, format));
    }
    let full = world.tidegate("diff from.sql to.sql --full").exits(1);
    assert_stored("diff_full", &full.masked());
}

#[test]
fn an_object_that_one_side_lacks_is_one_line() {
    let Some(world) = World::with_server() else { return };
    world.file("from.sql", "create table public.old (id int primary key, a text, b text);");
    let table = "create table public.new (id int primary key, n int check (n > 0), m int);";
    let parts = "create index on public.new (n); create policy p on public.new; grant select on public.new to public;";
    world.file("to.sql", format!("{table}\n{parts}"));
    let result = world.tidegate("diff from.sql to.sql").exits(1);
    result
        .prints(&[
            "  A created: 3 columns, 2 constraints, 1 index and 1 policy",
            "  B dropped: 3 columns and 1 constraint",
        ])
        .done();
    world.file("from.sql", format!("{table}\ngrant select, update on public.new to public;"));
    world.file("to.sql", format!("{table}\ngrant select on public.new to public;"));
    let result = world.tidegate("diff from.sql to.sql").exits(1);
    result.prints(&["- SELECT, UPDATE to public", "+ SELECT to public"]).done();
}

#[test]
fn equal_sides_have_a_report_in_every_format() {
    let Some(world) = World::with_server() else { return };
    world.file("from.sql", FROM);
    for format in ["human", "json", "markdown", "mermaid", "html"] {
        let result = world.tidegate(&format!("diff from.sql from.sql --format {format}")).passes();
        assert!(result.out.contains("no differences") || result.out.contains("\"equal\": true"), "{}", result.out);
    }
}

#[test]
fn a_page_requests_nothing_and_closes_its_elements() {
    let Some(world) = World::with_server() else { return };
    world.file("from.sql", FROM).file("to.sql", TO);
    let page = report(&world, "html");
    for forbidden in ["<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "javascript:"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let mut open: Vec<&str> = Vec::new();
    let tag = regex::Regex::new(r#"<(/?)([a-z0-9]+)(?:\s[^<>]*?)?(/?)>"#).unwrap();
    for found in tag.captures_iter(&page) {
        let name = found.get(2).unwrap().as_str();
        if matches!(name, "meta") || &found[3] == "/" {
            continue;
        }
        if found[1].is_empty() {
            open.push(name);
        } else {
            assert_eq!(open.pop(), Some(name), "{page}");
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(page.contains("<svg") && page.contains("orders_user"), "{page}");
}
