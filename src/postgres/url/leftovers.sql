-- Scratch databases that a run left behind. Every condition must hold: our name, our comment with
-- the moment it was made, that moment more than a day ago by the server's own clock, ours to drop,
-- and nobody connected.
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
