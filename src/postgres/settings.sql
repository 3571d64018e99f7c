-- The statements that give a new database ($new) the settings of the one it was cloned from
-- ($template). The value of a list becomes the setting of this transaction first: as a string in
-- ALTER .. SET it would be a single name with commas in it, and unquoted it could contain SQL.
select case when c.name in ('local_preload_libraries', 'search_path', 'session_preload_libraries', 'temp_tablespaces')
    then format('SELECT pg_catalog.set_config(%L, %L, true); %s SET %I FROM CURRENT', c.name, c.value, c.owner, c.name)
    else format('%s SET %I TO %L', c.owner, c.name, c.value) end
from pg_db_role_setting s
  join pg_database d on d.oid = s.setdatabase
  left join pg_roles r on r.oid = s.setrole,
  unnest(s.setconfig) setting,
  lateral (select split_part(setting, '=', 1) as name, substr(setting, strpos(setting, '=') + 1) as value,
    'ALTER ' || case when s.setrole = 0 then 'DATABASE ' || $new
      else format('ROLE %I IN DATABASE ', r.rolname) || $new end as owner) c
where d.datname = $template and (s.setrole = 0 or r.rolname is not null)
order by 1
