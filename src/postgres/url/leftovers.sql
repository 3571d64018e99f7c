-- Databases with tidegate's prefix that may be left from an earlier run: of this role, and without
-- connections. Their names say more. Of an older version's databases the comment with the time of
-- creation does: the second column is true for one that was created more than a day ago by the
-- server's clock.
select d.datname,
  case when starts_with(comment.text, $comment)
      and substr(comment.text, length($comment) + 1) ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$'
    then substr(comment.text, length($comment) + 1)::timestamptz < now() - interval '1 day'
    else false end
from pg_database d,
  lateral (select shobj_description(d.oid, 'pg_database') as text) comment
where starts_with(d.datname::text, $prefix)
  and d.datdba = (select oid from pg_roles where rolname = current_user)
  and not exists (select from pg_stat_activity a where a.datid = d.oid)
order by 1
