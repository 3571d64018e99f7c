-- Event triggers.
select $address(e.tableoid, e.oid, 0), row_to_json(o) from pg_event_trigger e, lateral (select
  e.evtname as name,
  e.evtevent as event,
  (select json_agg(t order by n) from unnest(e.evttags) with ordinality u (t, n)) as tags,
  e.evtfoid::regprocedure::text as function,
  e.evtenabled as enabled,
  pg_get_userbyid(e.evtowner) as owner,
  $comment(pg_event_trigger, e.oid, 0) as comment,
  $labels(pg_event_trigger, e.oid, 0) as labels
) o
where e.oid >= 16384 and $free(pg_event_trigger, e.oid)
