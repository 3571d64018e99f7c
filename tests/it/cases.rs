//! Cases that are too many for the rules' pages: names as real histories hold them, scripts
//! in many languages, allowances in odd places. One line or one short text each.

use crate::support::notation::{Situation, indented, reported, reported_rules};

/// Checks which rules report something in a situation, each once, in alphabetical order.
fn check(situation: &str, expected: &[&str]) {
    let outcome = Situation::read(situation).outcome();
    assert_eq!(reported_rules(&outcome), expected, "{situation}\n{:#?}", reported(&outcome));
}

/// A new migration of this name in a Supabase project that has one migration of 2024.
fn check_name(name: &str, expected: &[&str]) {
    let first = "published supabase/migrations/20240101000000_first.sql";
    check(&format!("{first}\nstaged supabase/migrations/{name}"), expected);
}

/// A new script, its lines as they are.
fn check_script(path: &str, lines: &str, expected: &[&str]) {
    check(&format!("staged {path}\n{}", indented(lines)), expected);
}

#[test]
fn real_names_in_a_supabase_project() {
    check_name("20250131093045_add_orders.sql", &[]);
    check_name("20250131000000_midnight.sql", &[]);
    check_name("20250131093045_v2.sql", &[]);
    check_name("00000000000000_init.sql", &["out-of-order", "skipped-by-cli"]);
    check_name("00000000000000_baseline.sql", &["out-of-order"]);
    check_name("99999999999999_master_consolidated_schema.sql", &[]);
    check_name("202501310930_twelve_digits.sql", &["invalid-name"]);
    check_name("20250131_eight_digits.sql", &["invalid-name"]);
    check_name("1738315845_unix_seconds.sql", &["invalid-name", "out-of-order"]);
    check_name("002_sequence.sql", &["invalid-name", "out-of-order"]);
    check_name("TEMP_make_bucket_public.sql", &["skipped-by-cli"]);
    check_name("seed.sql", &["skipped-by-cli"]);
    check_name("20250131093045_AddOrders.sql", &["invalid-name"]);
    check_name("20250131093045_add-orders.sql", &["invalid-name"]);
    check_name("20250131093045_c236c49c-0a1b-4c2d-8e3f-5a6b7c8d9e0f.sql", &["invalid-name"]);
    check_name("20250131093045 add orders.sql", &["skipped-by-cli"]);
    check_name("20250131093045_add orders.sql", &["invalid-name"]);
    check_name("20250131093045_caf\\xe9.sql", &["invalid-name"]);
    check_name("20250131093045_add_orders.sql.sql", &["invalid-name"]);
    check_name("20250131093045_add_orders.SQL", &["skipped-by-cli"]);
    check_name("20250131093045_.sql", &["invalid-name"]);
    check_name("20250131093045.sql", &["skipped-by-cli"]);
    check_name("20250131240000_midnight.sql", &["invalid-timestamp"]);
    check_name("20250131093096_counted.sql", &["invalid-timestamp"]);
    check_name("rollbacks/20240101000000_first.sql", &[]);
    check_name("_Archive/20230101000000_old.sql", &[]);
    check_name("remote/20250131093045_add.sql", &["skipped-by-cli"]);
    check_name("README.md", &[]);
    check_name("MIGRATION_INDEX.json", &[]);
}

#[test]
fn names_of_other_layouts() {
    let prisma = "published prisma/migrations/20240101000000_first/migration.sql\n";
    check(&format!("{prisma}staged prisma/migrations/20250131093045_add/migration.sql"), &[]);
    check(&format!("{prisma}staged prisma/migrations/20250131093045_to_JSON/migration.sql"), &["invalid-name"]);
    check(&format!("{prisma}staged prisma/migrations/20250131093045_new copy/migration.sql"), &["invalid-name"]);
    check(&format!("{prisma}staged prisma/migrations/20240101000000_twin/migration.sql"), &["duplicate-version"]);
    check(&format!("{prisma}staged prisma/migrations/archive/20230101000000_a/migration.sql"), &[]);
    let diesel = "published migrations/2024-01-01-000000_first/up.sql\n";
    check(&format!("{diesel}staged migrations/2025-01-31-093045_add/up.sql"), &[]);
    // Diesel runs it, as the last one.
    check(&format!("{diesel}staged migrations/add/up.sql"), &["invalid-name"]);
    let flyway = "published db/migration/V1__first.sql\n";
    check(&format!("{flyway}staged db/migration/V2__second.sql\nstaged db/migration/U2__second.sql"), &[]);
    check(&format!("{flyway}staged db/migration/orders/V2__second.sql"), &[]);
    check(&format!("{flyway}staged db/migration/V1.0__again.sql"), &["duplicate-version"]);
    check(&format!("{flyway}staged db/migration/second.sql"), &["skipped-by-cli"]);
    let sqlx = "published Cargo.toml\npublished migrations/1_first.sql\n";
    check(&format!("{sqlx}staged migrations/0002_second.sql"), &[]);
    check(&format!("{sqlx}staged migrations/01_again.sql"), &["duplicate-version"]);
}

#[test]
fn files_beside_the_migrations_are_ignored() {
    for path in
        ["supabase/seed.sql", "supabase/tests/orders.test.sql", "docs/20250131093045_notes.sql", "sql/report.sql"]
    {
        check(&format!("published supabase/migrations/20240101000000_first.sql\nstaged {path}"), &[]);
    }
    // Nobody knows to which of two projects it belongs.
    check(
        "published a/supabase/migrations/20240101000000_a.sql\npublished b/supabase/migrations/20240101000000_b.sql\n\
         staged 20250131093045_add.sql",
        &[],
    );
}

#[test]
fn data_does_not_change_the_schema() {
    let check_sql = |sql: &str, expected: &[&str]| {
        let published = "published schema.sql\npublished supabase/migrations/20240101000000_first.sql";
        check(&format!("{published}\nstaged supabase/migrations/20250131093045_add.sql\n    {sql}"), expected);
    };
    check_sql("insert into a values (1);", &[]);
    check_sql("with old as (select 1) delete from a where c = 1;", &[]);
    check_sql("grant select on a to anon; notify pgrst, 'reload schema';", &[]);
    check_sql("select cron.schedule('a', '* * * * *', 'select 1');", &[]);
    check_sql("begin; update a set b = 1 where c = 1; commit;", &[]);
    check_sql("comment on table a is 'b';", &["schema-not-staged"]);
    check_sql("do $$ begin alter table a add b int; end $$;", &["schema-not-staged"]);
    check_sql("insert into a values (1); alter table a add b int;", &["schema-not-staged"]);
    check_sql("-- tidegate:allow schema-not-staged storage policies only\n    \n    create policy a on b;", &[]);
}

#[test]
fn exec_sql_is_found_in_many_languages() {
    const DDL: &[&str] = &["exec-sql-ddl"];
    let node = |lines: &str, expected: &[&str]| check_script("scripts/a.ts", lines, expected);
    node("await db.rpc(\n  'exec_sql',\n  { query: `\n\n  -- it's a table (\n  create table a ()` }\n);", DDL);
    node("const { error } = await supabase.rpc('exec_sql', { sql_query: createSql });", &[]);
    node("const ddl: string = `create table a ()`;\nawait db.rpc('exec_sql', { sql: ddl });", DDL);
    node("const q = 'select 1';\nconst other = 'create table a ()';\nawait db.rpc('exec_sql', { sql: q });", &[]);
    node("const run = (sql) => db.rpc('exec_sql', { sql });\nawait run('drop policy p on a');", DDL);
    node("await fetch(`${URL}/rest/v1/rpc/exec_sql`, {\n  body: JSON.stringify({ sql: 'alter type a' }),\n});", DDL);
    node("const url = `${URL}/rpc/exec_sql`;\nawait fetch(url, { body: `{\"sql\": \"create view a as\"}` });", DDL);
    node("await db.rpc('exec_sql', { sql: `select * from a where tag = 'CREATE TABLE'` });", &[]);
    node(
        "await db.rpc('exec_sql', { sql: `do $$ begin if not exists (select 1) then create type a; end if; end $$` });",
        DDL,
    );
    node("await db.rpc('exec_sql', { sql: `create temp table a ()` });", &[]);
    node("await db.rpc('exec_sql', { sql: `truncate a` });", &[]);
    node(
        "const sql = readFileSync(path);\nawait db.rpc('exec_sql', { sql });\nconsole.log(`\ncreate table a ()`);",
        &[],
    );
    node("// await db.rpc('exec_sql', { sql: 'create table a ()' });", &[]);
    node("await db.rpc('get_orders', { note: 'create table a' });", &[]);
    node("await pool.query('create table a ()'); // not exec_sql", &[]);
    node("await pool.query(`create or replace function exec_sql(sql text) returns void`);", &[]);
    let python = |lines: &str, expected: &[&str]| check_script("scripts/a.py", lines, expected);
    python("client.rpc(\"exec_sql\", {\"sql\": \"\"\"\nALTER TABLE \"a\" ADD b int\n\"\"\"}).execute()", DDL);
    python("def exec_sql(sql):\n    post(f\"{URL}/rpc/exec_sql\", json={\"sql\": sql})\nexec_sql('drop table a')", DDL);
    python("r = post(f\"{URL}/rpc/query_sql\", json={\"query\": \"select 1\"})\nprint('create table a')", &[]);
    let shell = |lines: &str, expected: &[&str]| check_script("scripts/a.sh", lines, expected);
    shell("curl -d '{\"sql\": \"create table a ()\"}' \"$URL/rest/v1/rpc/exec_sql\"", DDL);
    shell("curl -X POST \\\n  -d \"{\\\"sql\\\": \\\"create table a ()\\\"}\" \\\n  $URL/rpc/exec_sql", DDL);
    shell(
        "SQL=$(cat <<'EOF'\ncreate table a ();\nEOF\n)\ncurl $URL/rpc/exec_sql -d \"{\\\"sql\\\": \\\"$SQL\\\"}\"",
        DDL,
    );
    shell("curl $URL/rpc/exec_sql -d @query.json", &[]);
    shell("psql -c \"select exec_sql('drop index a')\"", DDL);
    shell("echo \"never curl $URL/rpc/exec_sql with create table a\"", &[]);
    let http = "POST {{url}}/rest/v1/rpc/exec_sql\nContent-Type: application/json\n    \n{ \"sql\": \"drop table a\" }";
    check_script("api/a.http", http, DDL);
    check_script("supabase/functions/a/index.ts", "await db.rpc('exec_sql', { sql: 'drop table a' })", DDL);
    check_script("src/notes.txt", "await db.rpc('exec_sql', { sql: 'drop table a' })", &[]);
}

#[test]
fn only_new_lines_of_a_script_are_checked() {
    let old = "    await db.rpc('exec_sql', { sql: `create table a ()` });";
    let published = format!("published scripts/a.ts\n{old}\n");
    check(&format!("{published}staged scripts/a.ts\n    // moved\n    {old}"), &[]);
    let new = "    await db.rpc('exec_sql', { sql: `create table abc ()` });";
    check(&format!("{published}staged scripts/a.ts\n{old}\n{new}"), &["exec-sql-ddl"]);
    let script =
        |comma: &str| format!("package.json\n    {{ \"scripts\": {{\n      \"db:prod\": \"prisma migrate dev\"{comma}");
    check(&format!("published {}\nstaged {}\n      \"x\": \"y\"", script(""), script(",")), &[]);
}

#[test]
fn development_commands_local_and_remote() {
    const REMOTE: &[&str] = &["remote-migrate-dev"];
    let package = |name: &str, command: &str, expected: &[&str]| {
        check_script("package.json", &format!("{{ \"scripts\": {{ \"{name}\": \"{command}\" }} }}"), expected);
    };
    package("db:migrate", "prisma migrate dev", &[]);
    package("db:migrate", "pnpm --filter shared prisma migrate dev", &[]);
    package("db:migrate", "prisma migrate dev --name add_staging_table", &[]);
    package("db:migrate", "prisma migrate dev --name production_orders", &[]);
    package("db:reset", "supabase db reset", &[]);
    package("db:reset", "supabase db reset --local", &[]);
    package("db:reset", "DATABASE_URL=postgresql://postgres:postgres@localhost:5432/a prisma migrate reset", &[]);
    package("db:reset", "DATABASE_URL=postgresql://postgres@db/a prisma migrate reset", &[]);
    package("db:reset", "DATABASE_URL=postgresql://u:p@db.abc.supabase.co:5432/a prisma migrate reset", REMOTE);
    package("db:migrate:staging", "prisma migrate dev", REMOTE);
    package("migrate-prod", "npx prisma migrate dev", REMOTE);
    package("db:migrate:remote", "prisma migrate deploy", &[]);
    package("db:migrate:local", "prisma migrate dev", &[]);
    package("db:sync", "APP_ENV=production prisma migrate dev", REMOTE);
    package("db:sync", "infisical run --env=prod -- prisma migrate dev", REMOTE);
    package("db:sync", "DATABASE_URL=$DATABASE_URL_PROD prisma migrate dev", REMOTE);
    package("db:reset", "supabase db reset --linked", REMOTE);
    package("db:reset", "supabase db reset --db-url $DB_URL", REMOTE);
    package("db:reset", "supabase db reset --db-url postgresql://postgres@127.0.0.1:54322/postgres", &[]);
    check_script("scripts/migrate-production.sh", "npx prisma migrate dev", REMOTE);
    check_script("scripts/migrate.sh", "npx prisma migrate dev", &[]);
    check_script("Makefile", "reset:\n\tprisma migrate reset\ndeploy-prod:\n\tprisma migrate deploy", &[]);
    check_script("Makefile", "reset-prod:\n\tprisma migrate reset", REMOTE);
    check_script("scripts/guard.sh", "! grep -r 'prisma migrate dev' .github/workflows/production.yml", &[]);
}

#[test]
fn workflow_commands_are_checked_by_the_nearest_database() {
    const SECRET: &str = "DATABASE_URL: ${{ secrets.DATABASE_URL }}";
    const LOCAL: &str = "DATABASE_URL: postgresql://postgres:postgres@localhost:5432/a";
    const STEP: &str = "jobs:\n  a:\n    steps:\n      - name: Migrate\n        run: npx prisma migrate dev";
    let workflow = |lines: &str, expected: &[&str]| check_script(".github/workflows/a.yml", lines, expected);
    let remote = &["remote-migrate-dev"];
    workflow(STEP, &[]);
    workflow(&format!("env:\n  {SECRET}\n{STEP}"), remote);
    workflow(&format!("{STEP}\n        env:\n          {SECRET}"), remote);
    workflow(&format!("env:\n  {SECRET}\n{STEP}\n        env:\n          {LOCAL}"), &[]);
    workflow(&format!("{STEP}\n      - run: npx prisma migrate deploy\n        env:\n          {SECRET}"), &[]);
    workflow(&format!("env:\n  {SECRET}\njobs:\n  a:\n    steps:\n      - run: supabase db reset"), &[]);
    workflow(&format!("env:\n  {SECRET}\njobs:\n  a:\n    steps:\n      - run: echo 'prisma migrate dev'"), &[]);
    workflow(&format!("env:\n  {SECRET}\njobs:\n  a:\n    steps:\n      - name: no prisma migrate dev here"), &[]);
}

#[test]
fn allowances_cover_the_statement_below_them() {
    let migration = |name: &str, sql: &str, expected: &[&str]| {
        check(&format!("staged supabase/migrations/{name}\n{}", indented(sql)), expected);
    };
    let (good, bad) = ("20250131093045_add.sql", "20250131093045_Add.sql");
    migration(bad, "-- tidegate:allow invalid-name kept\n    \nselect 1;", &[]);
    migration(bad, "select 1; /* tidegate:allow invalid-name kept */", &[]);
    migration(bad, "select '-- tidegate:allow invalid-name kept';", &["invalid-name"]);
    migration(good, "-- tidegate:allow invalid-name kept\n    \nselect 1;", &["unused-allowance"]);
    migration(good, "-- tidegate:allow\nselect 1;", &["unused-allowance"]);
    migration(good, "-- tidegate:allowed to do this\nselect 1;", &[]);
    let ts = "await db.rpc('exec_sql', { sql: 'drop table a' });";
    check_script("scripts/a.ts", &format!("// tidegate:allow exec-sql-ddl a test database\n{ts}"), &[]);
    check_script(
        "scripts/a.ts",
        &format!("// tidegate:allow exec-sql-ddl\n{ts}"),
        &["exec-sql-ddl", "unused-allowance"],
    );
}

/// A rule that was not run, or not for this file, has not been found to have nothing to say.
#[test]
fn an_allowance_of_a_rule_that_did_not_run_is_not_unused() {
    let sql = "    -- tidegate:allow invalid-name kept\n    \n    select 1;\n";
    let text = format!(
        "staged supabase/migrations/20250131093045_Add.sql\n{sql}staged supabase/migrations/20250131093046_add.sql\n"
    );
    let told_with = |change: &dyn Fn(&mut Situation)| {
        let mut situation = Situation::read(&text);
        change(&mut situation);
        reported(&situation.outcome())
    };
    assert_eq!(told_with(&|_| ()), [""; 0]);
    assert_eq!(told_with(&|situation| situation.request.skip = vec!["invalid-name".to_owned()]), [""; 0]);
    let other = "supabase/migrations/20250131093046_add.sql";
    assert_eq!(told_with(&|situation| situation.request.files = vec![other.into()]), [""; 0]);
    assert_eq!(told_with(&|situation| situation.request.history_only = true), [""; 0]);
    let mut script =
        Situation::read("staged scripts/a.ts\n    // tidegate:allow exec-sql-ddl exec_sql is not called\n");
    assert_eq!(reported(&script.outcome()).len(), 1);
    script.request.skip = vec!["unused-allowance".to_owned()];
    assert_eq!(reported(&script.outcome()), [""; 0]);
}
