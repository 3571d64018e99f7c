-- Text search: parsers, templates, dictionaries and configurations.
select $address(p.tableoid, p.oid, 0), row_to_json(o) from pg_ts_parser p join pg_namespace n on n.oid = p.prsnamespace, lateral (select
  'parser' as form, n.nspname as schema, p.prsname as name,
  json_build_object('start', p.prsstart::oid::regprocedure::text, 'token', p.prstoken::oid::regprocedure::text,
    'end', p.prsend::oid::regprocedure::text, 'headline', nullif(p.prsheadline::oid, 0)::regprocedure::text,
    'types', p.prslextype::oid::regprocedure::text) as functions,
  $comment(pg_ts_parser, p.oid, 0) as comment
) o
where $lasting(p, n) and $free(pg_ts_parser, p.oid)
union all
select $address(t.tableoid, t.oid, 0), row_to_json(o) from pg_ts_template t join pg_namespace n on n.oid = t.tmplnamespace, lateral (select
  'template' as form, n.nspname as schema, t.tmplname as name,
  json_build_object('init', nullif(t.tmplinit::oid, 0)::regprocedure::text,
    'lexize', t.tmpllexize::oid::regprocedure::text) as functions,
  $comment(pg_ts_template, t.oid, 0) as comment
) o
where $lasting(t, n) and $free(pg_ts_template, t.oid)
union all
select $address(d.tableoid, d.oid, 0), row_to_json(o) from pg_ts_dict d join pg_namespace n on n.oid = d.dictnamespace, lateral (select
  'dictionary' as form, n.nspname as schema, d.dictname as name,
  $name(pg_ts_template, tmplname, tmplnamespace, d.dicttemplate) as template,
  d.dictinitoption as options,
  pg_get_userbyid(d.dictowner) as owner,
  $comment(pg_ts_dict, d.oid, 0) as comment
) o
where $lasting(d, n) and $free(pg_ts_dict, d.oid)
union all
select $address(c.tableoid, c.oid, 0), row_to_json(o) from pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace, lateral (select
  'configuration' as form, n.nspname as schema, c.cfgname as name,
  $name(pg_ts_parser, prsname, prsnamespace, c.cfgparser) as parser,
  (select json_object_agg(m.alias, m.dictionaries order by m.alias) from (
    select k.alias, json_agg($name(pg_ts_dict, dictname, dictnamespace, m.mapdict) order by m.mapseqno) as dictionaries
    from pg_ts_config_map m join ts_token_type(c.cfgparser) k on k.tokid = m.maptokentype
    where m.mapcfg = c.oid group by k.alias) m) as mappings,
  pg_get_userbyid(c.cfgowner) as owner,
  $comment(pg_ts_config, c.oid, 0) as comment
) o
where $lasting(c, n) and $free(pg_ts_config, c.oid)
