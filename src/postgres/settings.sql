-- The statements that give a new database ($new) the settings of the one it was cloned from
-- ($template). Values of list settings are written as identifiers, or they would become a single
-- name with commas in it; an empty element is written as ''.
select format('ALTER %s SET %I TO %s',
    case when s.setrole = 0 then 'DATABASE ' || $new
      else format('ROLE %I IN DATABASE ', r.rolname) || $new end,
    c.name,
    case when c.name in ('local_preload_libraries', 'search_path', 'session_preload_libraries', 'temp_tablespaces')
      then replace(case c.value when '' then '''''' else c.value end, '""', '''''')
      else quote_literal(c.value) end)
from pg_db_role_setting s
  join pg_database d on d.oid = s.setdatabase
  left join pg_roles r on r.oid = s.setrole,
  unnest(s.setconfig) setting,
  lateral (select split_part(setting, '=', 1) as name, substr(setting, strpos(setting, '=') + 1) as value) c
where d.datname = $template and (s.setrole = 0 or r.rolname is not null)
order by 1
