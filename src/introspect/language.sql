-- Procedural languages.
select $address(l.tableoid, l.oid, 0), row_to_json(o) from pg_language l, lateral (select
  l.lanname as name,
  l.lanpltrusted as trusted,
  nullif(l.lanplcallfoid, 0)::regprocedure::text as handler,
  nullif(l.laninline, 0)::regprocedure::text as inline,
  nullif(l.lanvalidator, 0)::regprocedure::text as validator,
  pg_get_userbyid(l.lanowner) as owner,
  $grants(l.lanacl, 'l', l.lanowner) as grants,
  $comment(pg_language, l.oid, 0) as comment,
  $labels(pg_language, l.oid, 0) as labels
) o
where l.oid >= 16384 and $free(pg_language, l.oid)
