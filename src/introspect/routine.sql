-- Functions, procedures, window functions, and what every aggregate has in common with them. Settings of type boolean
-- are compared by their value.
select $address(p.tableoid, p.oid, 0), row_to_json(o) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
left join pg_aggregate g on g.aggfnoid = p.oid, lateral (select
  n.nspname as schema,
  p.proname as name,
  oidvectortypes(p.proargtypes) as signature,
  p.prokind as form,
  pg_get_function_arguments(p.oid) as arguments,
  pg_get_function_result(p.oid) as returns,
  (select l.lanname from pg_language l where l.oid = p.prolang) as language,
  case when p.prokind <> 'a' and p.prosqlbody is null then p.prosrc end as source,
  pg_get_function_sqlbody(p.oid) as body,
  p.probin as library,
  p.provolatile as volatility,
  p.proisstrict as strict,
  p.prosecdef as security_definer,
  p.proleakproof as leakproof,
  p.proparallel as parallel,
  p.procost as cost,
  p.prorows as rows,
  nullif(p.prosupport::oid, 0)::regprocedure::text as support,
  (select json_agg(format_type(u.type, null) order by u.at) from unnest(p.protrftypes) with ordinality u (type, at))
    as transforms,
  (select json_object_agg(split_part(u.setting, '=', 1), case when s.vartype = 'bool' then
      (substr(u.setting, strpos(u.setting, '=') + 1)::boolean)::text
      else substr(u.setting, strpos(u.setting, '=') + 1) end order by u.at)
    from unnest(p.proconfig) with ordinality u (setting, at) left join pg_settings s on s.name = split_part(u.setting, '=', 1)) as settings,
  case when p.prokind = 'a' then json_build_object(
    'kind', g.aggkind, 'direct_arguments', g.aggnumdirectargs,
    'transition', g.aggtransfn::oid::regprocedure::text, 'state', format_type(g.aggtranstype, null), 'state_size', g.aggtransspace,
    'initial', g.agginitval,
    'final', nullif(g.aggfinalfn::oid, 0)::regprocedure::text, 'final_extra', g.aggfinalextra, 'final_modify', g.aggfinalmodify,
    'combine', nullif(g.aggcombinefn::oid, 0)::regprocedure::text,
    'serialize', nullif(g.aggserialfn::oid, 0)::regprocedure::text,
    'deserialize', nullif(g.aggdeserialfn::oid, 0)::regprocedure::text,
    'moving_transition', nullif(g.aggmtransfn::oid, 0)::regprocedure::text,
    'moving_inverse', nullif(g.aggminvtransfn::oid, 0)::regprocedure::text,
    'moving_state', case when g.aggmtranstype <> 0 then format_type(g.aggmtranstype, null) end,
    'moving_state_size', g.aggmtransspace, 'moving_initial', g.aggminitval,
    'moving_final', nullif(g.aggmfinalfn::oid, 0)::regprocedure::text, 'moving_final_extra', g.aggmfinalextra,
    'moving_final_modify', g.aggmfinalmodify,
    'sort_operator', nullif(g.aggsortop, 0)::regoperator::text) end as aggregate,
  $extensions(pg_proc, p.oid) as depends_on_extensions,
  pg_get_userbyid(p.proowner) as owner,
  $grants(p.proacl, 'f', p.proowner) as grants,
  $comment(pg_proc, p.oid, 0) as comment,
  $labels(pg_proc, p.oid, 0) as labels
) o
where $lasting(p, n) and $free(pg_proc, p.oid)
  -- The constructors of a range type belong to it.
  and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')
