-- What a program has created and left in the database, without the tables in which frameworks record their migrations;
-- then the number of those.
with tracking as (
  select c.oid from pg_catalog.pg_class c
  where c.relkind in ('r', 'p') and c.oid >= 16384 and c.relname in (
    '_prisma_migrations', '_sqlx_migrations', '__diesel_schema_migrations', '__drizzle_migrations', '__EFMigrationsHistory',
    'alembic_version', 'ar_internal_metadata', 'atlas_schema_revisions', 'changelog', 'databasechangelog',
    'databasechangeloglock', 'django_migrations', 'doctrine_migration_versions', 'flyway_schema_history',
    'goose_db_version', 'gorp_migrations', 'knex_migrations', 'knex_migrations_lock', 'kysely_migration',
    'kysely_migration_lock', 'migration_versions', 'migrations', 'mikro_orm_migrations', 'pgmigrations', 'phinxlog',
    'refinery_schema_history', 'schema_migrations', 'schema_version', 'seaql_migrations', 'SequelizeMeta',
    'typeorm_metadata', 'typeorm_migrations', 'umzug_migrations')
), spaces as (
  select n.oid, n.nspname from pg_catalog.pg_namespace n
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
), relations as (
  select c.oid, c.relname from pg_catalog.pg_class c join spaces s on s.oid = c.relnamespace
  where c.oid >= 16384 and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relpersistence <> 't'
), found as (
  select 'relation ' || r.oid || ' ' || r.relname as what from relations r where r.oid not in (select oid from tracking)
  union all
  select 'function ' || p.oid from pg_catalog.pg_proc p join spaces s on s.oid = p.pronamespace where p.oid >= 16384
  union all
  select 'type ' || t.oid from pg_catalog.pg_type t join spaces s on s.oid = t.typnamespace
  left join pg_catalog.pg_class c on c.oid = t.typrelid
  where t.oid >= 16384 and (t.typtype in ('d', 'e', 'r') or t.typtype = 'c' and c.relkind = 'c')
  union all
  select 'extension ' || e.oid from pg_catalog.pg_extension e
  union all
  select 'schema ' || s.oid from spaces s where s.nspname not in (
    'atlas_schema_revisions', 'drizzle', 'graphile_migrate', 'hdb_catalog', 'knex', 'pgroll', 'sqitch', 'tracking')
)
select pg_catalog.md5(coalesce(pg_catalog.string_agg(what, ',' order by what), '')) || ' '
  || (select pg_catalog.count(*) from tracking) from found
