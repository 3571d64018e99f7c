-- Access methods.
select $address(m.tableoid, m.oid, 0), row_to_json(o) from pg_am m, lateral (select
  m.amname as name,
  m.amtype as form,
  m.amhandler::oid::regprocedure::text as handler,
  $comment(pg_am, m.oid, 0) as comment
) o
where m.oid >= 16384 and $free(pg_am, m.oid)
