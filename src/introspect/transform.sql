-- Transforms.
select $address(t.tableoid, t.oid, 0), row_to_json(o) from pg_transform t, lateral (select
  format_type(t.trftype, null) as type,
  (select l.lanname from pg_language l where l.oid = t.trflang) as language,
  nullif(t.trffromsql::oid, 0)::regprocedure::text as from_sql,
  nullif(t.trftosql::oid, 0)::regprocedure::text as to_sql,
  $comment(pg_transform, t.oid, 0) as comment
) o
where t.oid >= 16384 and $free(pg_transform, t.oid)
