-- Schemas. The comment that initdb gives `public` is none.
select $address(n.tableoid, n.oid, 0), row_to_json(o) from pg_namespace n, lateral (select
  n.nspname as name,
  pg_get_userbyid(n.nspowner) as owner,
  $grants(n.nspacl, 'n', n.nspowner) as grants,
  case when n.nspname = 'public'
    then nullif(nullif($comment(pg_namespace, n.oid, 0), 'standard public schema'), '')
    else $comment(pg_namespace, n.oid, 0) end as comment,
  $labels(pg_namespace, n.oid, 0) as labels
) o
where (n.oid >= 16384 or n.nspname = 'public') and n.nspname not like 'pg\_toast%' and n.nspname not like 'pg\_temp\_%'
  and $free(pg_namespace, n.oid)
