-- Foreign-data wrappers, servers and user mappings. Values of options that may be secret do not leave the server: all
-- of a user mapping but the name of the user, and of the others those whose names say so.
select $address(f.tableoid, f.oid, 0), row_to_json(o) from pg_foreign_data_wrapper f, lateral (select
  'wrapper' as form, f.fdwname as name,
  nullif(f.fdwhandler, 0)::regprocedure::text as handler,
  nullif(f.fdwvalidator, 0)::regprocedure::text as validator,
  $public(f.fdwoptions, '^(?!.*(pass|secret|token|key|credential))') as options,
  pg_get_userbyid(f.fdwowner) as owner,
  $grants(f.fdwacl, 'F', f.fdwowner) as grants,
  $comment(pg_foreign_data_wrapper, f.oid, 0) as comment
) o
where f.oid >= 16384 and $free(pg_foreign_data_wrapper, f.oid)
union all
select $address(s.tableoid, s.oid, 0), row_to_json(o) from pg_foreign_server s join pg_foreign_data_wrapper f on f.oid = s.srvfdw, lateral (select
  'server' as form, s.srvname as name, f.fdwname as wrapper, s.srvtype as type, s.srvversion as version,
  $public(s.srvoptions, '^(?!.*(pass|secret|token|key|credential))') as options,
  pg_get_userbyid(s.srvowner) as owner,
  $grants(s.srvacl, 'S', s.srvowner) as grants,
  $comment(pg_foreign_server, s.oid, 0) as comment
) o
where s.oid >= 16384 and $free(pg_foreign_server, s.oid)
union all
select $address('pg_user_mapping'::regclass, u.umid, 0), row_to_json(o) from pg_user_mappings u, lateral (select
  'user-mapping' as form, case u.umuser when 0 then 'public' else u.usename end as name, u.srvname as server,
  $public(u.umoptions, '^user(name)?$') as options
) o
