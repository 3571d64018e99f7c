//! A Supabase project's own roles: the CLI runs `supabase/roles.sql` when it starts or resets a
//! local database, before the first migration.

use crate::support::{World, assert_stored};

const ROLES: &str = "supabase/roles.sql";
const MIGRATION: &str = "supabase/migrations/20260101000000_a.sql";

/// As `supabase db dump --role-only` writes it, and as people write it.
const DUMPED: &str = r#"
SET default_transaction_read_only = off;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;

CREATE ROLE "reporter";
ALTER ROLE "reporter" WITH INHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOBYPASSRLS;
-- ALTER ROLE "anon" WITH NOLOGIN;
ALTER ROLE "anon" SET "statement_timeout" TO '3s';
ALTER ROLE "authenticated" SET "statement_timeout" TO '8s';
ALTER ROLE "authenticator" SET "pgrst.db_aggregates_enabled" TO 'true';
RESET ALL;

create role "clerk" nologin noinherit;
alter role clerk set search_path = public, extensions;
grant clerk to authenticator;
grant "reporter" to "clerk" granted by "postgres";
grant usage on schema public, auth, storage to clerk;
grant select on auth.users to reporter;
alter default privileges for role postgres in schema public grant select on tables to reporter;
set local lock_timeout = '1s';
"#;

/// The roles have to be there, with what they were given.
const USES: &str = "create table public.orders (id bigint primary key);
grant insert on public.orders to clerk;
create policy mine on public.orders for select to reporter using (true);
do $$ begin
  if not has_table_privilege('reporter', 'public.orders', 'select') then raise 'no default privilege'; end if;
  if not pg_has_role('authenticator', 'clerk', 'member') then raise 'no member'; end if;
  if current_setting('lock_timeout') <> '0' then raise 'the transaction did not end'; end if;
  if not exists (select from pg_db_role_setting s join pg_roles r on r.oid = s.setrole
                 where r.rolname = 'anon' and s.setconfig::text like '%statement_timeout=3s%') then raise 'no setting'; end if;
end $$;
";

#[test]
fn the_roles_of_a_project_are_applied_automatically() {
    let Some(world) = World::with_server() else { return };
    world.stage(ROLES, DUMPED).stage(MIGRATION, USES);
    world.tidegate("verify --no-cache").passes().prints(&["replayed 1 staged migration on"]).done();
    world.tidegate("verify").passes().done();
    // On a cluster that was kept, and from what was kept of the history.
    let more = "supabase/migrations/20260102000000_b.sql";
    world.stage(more, "grant select on public.orders to clerk;");
    world.tidegate("verify").passes().prints(&["2 staged migrations"]).done();
    // The file of the replayed side is used, and its content is part of the cache key.
    world.file(ROLES, "create role nobody_else;");
    world.tidegate("verify").passes().done();
    world.tidegate("verify --all").has_problems().prints(&["role \"clerk\" does not exist"]).done();
    world.stage(ROLES, DUMPED.replace("clerk", "other"));
    world.tidegate("verify").has_problems().prints(&["role \"clerk\" does not exist"]).done();
    world.git(&["rm", "--quiet", "--force", ROLES]);
    world.tidegate("verify").has_problems().prints(&["role \"clerk\" does not exist"]).done();
}

#[test]
fn configured_role_files_run_in_the_configured_order() {
    let Some(world) = World::with_server() else { return };
    world.stage(ROLES, "create role clerk; grant select on public.first to clerk;").stage(MIGRATION, "select 1;");
    world.stage("first.sql", "create table public.first ();");
    // By themselves they are the first of all.
    world.stage("tidegate.toml", "[replay]\nbefore = [\"first.sql\"]\n");
    let ran = world.tidegate("verify").has_problems();
    assert_stored("verify-broken-roles", &ran.portable());
    for settings in [
        "before = [\"first.sql\", \"supabase/roles.sql\"]",
        "before = [\"first.sql\"]\nafter-platform = [\"supabase/roles.sql\"]",
    ] {
        world.stage("tidegate.toml", format!("[replay]\n{settings}\n"));
        world.tidegate("verify").passes().done();
    }
}

#[test]
fn each_project_has_its_own_roles_and_only_supabase_has_any() {
    let Some(world) = World::with_server() else { return };
    let use_it = "create table public.a (); grant select on public.a to clerk;";
    world.stage("apps/web/supabase/roles.sql", "create role clerk;");
    world.stage(&format!("apps/web/{MIGRATION}"), use_it);
    world.tidegate("verify").passes().done();
    world.stage("tidegate.toml", "layout = \"plain\"\nmigrations = \"apps/web/supabase/migrations\"\n");
    world.tidegate("verify").has_problems().prints(&["role \"clerk\" does not exist"]).done();
}

#[test]
fn a_hook_replays_when_the_roles_change() {
    let Some(world) = World::with_server() else { return };
    world.stage(ROLES, DUMPED).stage(MIGRATION, USES).commit("Roles");
    world.tidegate("verify --changed").passes().prints(&["nothing to replay, no project has changed"]).done();
    world.stage(ROLES, "-- none\n");
    world.tidegate("verify --changed").has_problems().prints(&["role \"clerk\" does not exist"]).done();
}
