-- The database itself, without its comment, which may be that of a temporary one.
select $address(d.tableoid, d.oid, 0), row_to_json(o) from pg_database d, lateral (select
  (select json_agg(json_build_object('role', pg_get_userbyid(nullif(s.setrole, 0)), 'settings',
      (select json_object_agg(split_part(u.setting, '=', 1), case when v.vartype = 'bool' then
          (substr(u.setting, strpos(u.setting, '=') + 1)::boolean)::text
          else substr(u.setting, strpos(u.setting, '=') + 1) end order by u.setting collate "C")
        from unnest(s.setconfig) u (setting) left join pg_settings v on v.name = split_part(u.setting, '=', 1)))
      order by pg_get_userbyid(s.setrole)::text collate "C")
    from pg_db_role_setting s where s.setdatabase = d.oid) as settings,
  $grants(d.datacl, 'd', d.datdba) as grants
) o
where d.datname = current_database()
