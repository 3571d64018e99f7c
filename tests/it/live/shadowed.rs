//! Operators, functions and casts of a database that fit better than those of the server: none of them runs with the
//! rights of the role that looks at the database.

use super::Live;

/// Every one of them ends the statement that calls it: operators and functions for all pairs of the types of catalogs,
/// also those that the server has for related types only, and a cast of rows.
const SHADOWS: &str = "\
create function public.owned() returns void language plpgsql as 'begin raise exception ''a shadow has run''; end';
create table public.t (tidegate_row int, b text);
insert into public.t values (1, 'b');
create function public.row_text(public.t) returns text language plpgsql
  as 'begin perform public.owned(); return null; end';
create cast (public.t as text) with function public.row_text(public.t);
create table public.schema_migrations (version varchar primary key);
insert into public.schema_migrations values ('20250101000000');
do $do$
declare
  types text[] := array['oid', 'name', 'text', 'integer', 'bigint', 'boolean', '\"char\"', 'timestamptz'];
  body text := 'begin perform public.owned(); return null; end';
  l text; r text; op text; result text;
begin
  foreach l in array types loop
    foreach r in array types loop
      execute format('create function public.shadow(%s, %s) returns boolean language plpgsql as %L', l, r, body);
      execute format('create function public.shadow_text(%s, %s) returns text language plpgsql as %L', l, r, body);
      foreach op in array array['=', '<>', '<', '>', '<=', '>=', '~', '!~'] loop
        execute format('create operator public.%s (leftarg = %s, rightarg = %s, function = public.shadow)', op, l, r);
      end loop;
      execute format('create operator public.|| (leftarg = %s, rightarg = %s, function = public.shadow_text)', l, r);
    end loop;
  end loop;
end $do$;
";

impl Live {
    fn shadowed() -> Option<Self> {
        let mut live = Self::new()?;
        live.sql(SHADOWS);
        live.world.file("db/migrations/20250101000000_a.sql", "-- migrate:up\nselect 1;\n-- migrate:down\n");
        Some(live)
    }

    /// Runs the commands that look at a database. A shadow would end each with an error.
    fn look_at_shadows(&self) {
        let db = &self.address;
        let snapshot = self.snapshot("");
        let restore = format!("restore {} --db {db} --dry-run", snapshot.display());
        for command in
            [restore, format!("status --db {db}"), format!("catalog --db {db}"), format!("apply --dry-run --db {db}")]
        {
            self.world.tidegate(&command).passes().done();
        }
    }
}

#[test]
fn operators_that_fit_better_and_casts_of_rows_do_not_run() {
    let Some(live) = Live::shadowed() else { return };
    live.look_at_shadows();
}

#[test]
fn operators_before_those_of_the_server_do_not_run() {
    let Some(mut live) = Live::shadowed() else { return };
    live.sql("alter database app set search_path = public, pg_catalog");
    live.look_at_shadows();
}

#[test]
fn the_holder_of_a_lock_is_read_without_operators_of_the_database() {
    let Some(mut live) = Live::shadowed() else { return };
    live.world.file("db/migrations/20250102000000_b.sql", "-- migrate:up\nselect 2;\n-- migrate:down\n");
    let lock = format!("select pg_catalog.pg_advisory_lock({})", tidegate::tracking::OWN_LOCK);
    live.sql(&lock);
    let db = &live.address;
    let ran = live.world.tidegate(&format!("apply --yes --wait 1s --db {db}"));
    assert!(!ran.text().contains("shadow has run"), "{}", ran.text());
    ran.exits(3).prints(&["process "]).done();
}

#[test]
fn the_whole_row_is_part_of_a_checksum() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table t (tidegate_row int, b text); insert into t values (1, 'b')");
    let first = live.snapshot("");
    live.sql("update t set b = 'c'");
    let checksum = |folder: &std::path::Path| {
        let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        manifest["contents"]["tables"]["\"public\".\"t\""]["checksum"].clone()
    };
    let second = live.snapshot("");
    assert_ne!(first, second);
    assert_ne!(checksum(&first), checksum(&second));
}

#[cfg(unix)]
#[test]
fn a_branch_cannot_choose_where_a_snapshot_is_written() {
    let Some(live) = Live::new() else { return };
    let (elsewhere, db) = (tempfile::tempdir().unwrap(), &live.address);
    std::os::unix::fs::symlink(elsewhere.path(), live.world.path("snapshots")).unwrap();
    for folder in ["snapshots", "snapshots/below", ".git", ".git/hooks", ".GIT/hooks"] {
        let ran = live.world.tidegate(&format!("snapshot --db {db} --output {folder}"));
        ran.exits(2).prints(&["refused to use"]).done();
    }
    live.world.tidegate(&format!("snapshot --db {db}")).exits(2).prints(&["symbolic link"]).done();
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}
