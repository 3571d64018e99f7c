case
  when $1 is null then null
  when (select array_agg(a_::text order by a_::text collate "C") from unnest($1) a_)
    = (select array_agg(a_::text order by a_::text collate "C") from unnest(acldefault($2, $3)) a_) then null
  else (select coalesce(json_agg(g_ order by g_."to"::text collate "C", g_.by collate "C", g_.grantable), '[]'::json) from (
    select case x_.grantee when 0 then '"public"'::json when $3 then '"owner"'::json
        else json_build_object('role', pg_get_userbyid(x_.grantee)) end as "to",
      array_agg(x_.privilege_type order by x_.privilege_type collate "C") as privileges, x_.is_grantable as grantable,
      case when x_.grantor <> $3 then pg_get_userbyid(x_.grantor)::text end as by
    from aclexplode($1) x_ group by x_.grantee, x_.grantor, x_.is_grantable) g_)
end
