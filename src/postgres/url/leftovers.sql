-- Temporary databases that a run left behind. All conditions must hold: tidegate's prefix,
-- tidegate's comment with the time of creation, created more than a day ago by the server's clock,
-- owned by this role, and no connections.
select d.datname
from pg_database d,
  lateral (select shobj_description(d.oid, 'pg_database') as text) comment
where starts_with(d.datname::text, $prefix)
  and starts_with(comment.text, $comment)
  and case when substr(comment.text, length($comment) + 1) ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$'
    then substr(comment.text, length($comment) + 1)::timestamptz < now() - interval '1 day'
    else false end
  and pg_has_role(d.datdba, 'USAGE')
  and not exists (select from pg_stat_activity a where a.datid = d.oid)
order by 1
