//! A database with the platform of Supabase: objects of the project in schemas of the platform are compared, and the
//! commands that write migrations write them.

use super::Live;
use super::reconcile::{FILE, decide, run};
use crate::support::World;
use tidegate::platform::{Platform, Step, text};

const FIRST: &str = "\
create table public.profiles (id uuid primary key references auth.users (id), name text);
alter table public.profiles enable row level security;
create policy own on public.profiles for select to authenticated using (id = auth.uid());
create function public.welcome() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id) values (new.id);
  return new;
end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.welcome();
create policy avatars on storage.objects for select to authenticated using (bucket_id = 'avatars');
";

const SECOND: &str = "alter table public.profiles add column city text;\n";

impl Live {
    /// A database as it is in a Supabase project before its first migration, and a project with two migrations.
    fn of_supabase() -> Option<Self> {
        let mut live = Self::new()?;
        live.world = World::with_server()?;
        for step in Platform::Supabase.steps() {
            match step {
                // Extensions that the server lacks are created by no migration here.
                Step::Database("extensions.sql") => {
                    for statement in text("extensions.sql").unwrap().split_inclusive(";\n") {
                        let _ = live.database.run(statement);
                    }
                }
                Step::Cluster(file) | Step::Database(file) => live.sql(text(file).unwrap()),
                Step::Setting(name, value) => live.sql(&format!("alter database app set {name} = {value}")),
                Step::Version(_) | Step::Dashboard(_) => {}
            }
        }
        live.world.file("supabase/config.toml", "project_id = \"app\"\n");
        live.world.file("supabase/migrations/20250101000000_profiles.sql", FIRST);
        live.world.file("supabase/migrations/20250102000000_city.sql", SECOND);
        run(&live, "apply --yes").passes().done();
        Some(live)
    }
}

#[test]
fn triggers_and_policies_of_the_project_on_tables_of_the_platform_are_pulled() {
    let Some(mut live) = Live::of_supabase() else { return };
    run(&live, "status").passes().done();
    run(&live, "drift").passes().done();
    live.sql(
        "create function public.audit() returns trigger language plpgsql as 'begin return old; end'; \
         create trigger by_hand after delete on auth.users for each row execute function public.audit(); \
         create policy uploads on storage.objects for insert to authenticated with check (bucket_id = 'avatars'); \
         drop policy avatars on storage.objects",
    );
    let drift = run(&live, "drift").exits(1);
    drift
        .prints(&["trigger `by_hand`", "policy `uploads`", "policy `avatars`", "4 differences"])
        .does_not_print(&["in a schema of the platform"])
        .done();
    run(&live, "pull by hand --mark --yes").passes().done();
    let pulled = live.world.content("supabase/migrations/20261201100000_by_hand.sql");
    for has in ["CREATE TRIGGER by_hand", "CREATE POLICY uploads ON storage.objects", "DROP POLICY avatars"] {
        assert!(pulled.contains(has), "{pulled}");
    }
    run(&live, "drift").passes().done();
    run(&live, "status").passes().done();

    // All of it as one migration, and as the first one of another repository.
    live.world.tidegate(&format!("squash --all --drop-data --yes --db {}", live.address)).passes().done();
    let squashed = live.world.content("supabase/migrations/20261201100000_squashed.sql");
    assert!(squashed.contains("CREATE TRIGGER on_auth_user_created"), "{squashed}");
    run(&live, "drift").passes().done();
    run(&live, "status").passes().done();
    live.world = World::with_server().unwrap();
    live.world.file("supabase/config.toml", "project_id = \"app\"\n");
    live.world.tidegate("init --layout supabase").passes().done();
    run(&live, "baseline first --yes").passes().does_not_print(&["not compared"]).done();
    let first = live.world.content("supabase/migrations/20261201100000_first.sql");
    assert!(
        first.contains("CREATE TRIGGER on_auth_user_created") && first.contains("CREATE TRIGGER by_hand"),
        "{first}"
    );
    assert!(first.contains("CREATE POLICY uploads ON storage.objects") && !first.contains("auth.users ("), "{first}");
    run(&live, "status").passes().done();
    run(&live, "drift").passes().done();
}

#[test]
fn drift_on_tables_of_the_platform_is_reconciled() {
    let Some(mut live) = Live::of_supabase() else { return };
    live.sql(
        "create policy everyone on storage.objects for select to anon using (true); \
         drop trigger on_auth_user_created on auth.users; alter table public.profiles add column fax text",
    );
    run(&live, "reconcile").exits(1).prints(&["3 open decisions"]).done();
    decide(&live, "everyone", "migrations", "approved-by = \"bea\"");
    decide(&live, "on_auth_user_created", "migrations", "approved-by = \"bea\"");
    decide(&live, "fax", "database", "approved-by = \"bea\"");
    super::reconcile::date(&live);
    run(&live, "reconcile").passes().prints(&["3 differences, all decided"]).done();
    run(&live, "repair --yes --applied 20261201100000").passes().done();
    run(&live, "apply --yes").passes().done();
    run(&live, "drift").passes().done();
    run(&live, "status").passes().done();
    assert_eq!(live.value("select count(*)::text from pg_policy where polname = 'everyone'"), "0");
    assert_eq!(live.value("select count(*)::text from pg_trigger where tgname = 'on_auth_user_created'"), "1");
    assert!(live.world.content(FILE).contains("fax"));
}
