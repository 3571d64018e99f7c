-- Default privileges, where they are not what the server grants anyway. The owner is the role that creates objects.
select $address(d.tableoid, d.oid, 0), row_to_json(o) from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace, lateral (select
  pg_get_userbyid(d.defaclrole) as role,
  n.nspname as schema,
  d.defaclobjtype as objects,
  case when d.defaclnamespace <> 0
    then coalesce($grants(d.defaclacl, 'c', d.defaclrole), '[]'::json)
    else $grants(d.defaclacl, case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole) end as grants
) o
where o.grants is not null
