-- The objects of an extension that a migration can name, one a row. `@after@` is the highest oid before
-- its script ran. Left out: functions that take or return `internal` or `cstring` (support functions of
-- types, index classes and aggregates) or end in `_send`, and the types and functions of index keys, which nothing names.
WITH key AS (
  SELECT oid FROM pg_type WHERE typname ~ '^_?(gbtreekey|gtrgm|ghstore|ltree_gist|intbig_gkey|gidx|box2df)'
), one (line) AS (
  SELECT concat(CASE prokind WHEN 'p' THEN 'procedure ' WHEN 'a' THEN 'aggregate ' WHEN 'w' THEN 'window ' ELSE 'function ' END,
      CASE WHEN pronamespace <> current_schema()::regnamespace THEN pronamespace::regnamespace || '.' END, quote_ident(proname), '(', pg_get_function_arguments(oid), ')', ' returns ' || pg_get_function_result(oid),
      CASE provolatile WHEN 'i' THEN ' immutable' WHEN 's' THEN ' stable' END)
    FROM pg_proc WHERE oid > @after@
      AND (prorettype IN ('tsm_handler'::regtype)
        OR prokind = 'a' OR proname !~ '_send$' AND NOT proargtypes::oid[] && ARRAY['internal', 'cstring', 'cstring[]']::regtype[]::oid[]
          AND prorettype NOT IN ('internal'::regtype, 'cstring'::regtype)
          AND NOT EXISTS (SELECT FROM key WHERE key.oid = prorettype OR key.oid = ANY (proargtypes)))
  UNION ALL SELECT concat_ws(' ', 'operator', oid::regoperator, 'commutator ' || nullif(oprcom, 0)::regoperator::text,
      'negator ' || nullif(oprnegate, 0)::regoperator::text)
    FROM pg_operator WHERE oid > @after@ AND NOT EXISTS (SELECT FROM key WHERE key.oid IN (oprleft, oprright))
  UNION ALL SELECT concat_ws(' ', 'class', opcname, amname, opcintype::regtype, CASE WHEN opcdefault THEN 'default' END)
    FROM pg_opclass JOIN pg_am ON pg_am.oid = opcmethod WHERE pg_opclass.oid > @after@
  UNION ALL SELECT concat_ws(' ', 'cast', castsource::regtype, casttarget::regtype,
      CASE castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'assignment' ELSE 'explicit' END)
    FROM pg_cast WHERE oid > @after@
  UNION ALL SELECT concat_ws(' ', CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'type' END, oid::regtype,
      CASE typtype WHEN 'd' THEN format_type(typbasetype, typtypmod)
        WHEN 'e' THEN (SELECT string_agg(enumlabel, ' ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) END)
    FROM pg_type t WHERE oid > @after@ AND typtype IN ('b', 'e', 'd', 'r') AND (typcategory <> 'A' OR typtype = 'd')
      AND NOT EXISTS (SELECT FROM key WHERE key.oid = t.oid)
  UNION ALL SELECT concat(CASE relkind WHEN 'c' THEN 'type ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' ELSE 'table ' END,
      oid::regclass, ' (', (SELECT string_agg(concat(attname, ' ', format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped), ')')
    FROM pg_class c WHERE oid > @after@ AND relkind IN ('r', 'p', 'v', 'm', 'c', 'f')
  UNION ALL SELECT concat('sequence ', oid::regclass) FROM pg_class c WHERE oid > @after@ AND relkind = 'S'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype IN ('a', 'i') AND refclassid = 'pg_class'::regclass)
  UNION ALL SELECT concat('schema ', nspname) FROM pg_namespace WHERE oid > @after@ AND nspname !~ '^pg_'
  UNION ALL SELECT concat('language ', lanname) FROM pg_language WHERE oid > @after@
  UNION ALL SELECT concat('wrapper ', fdwname) FROM pg_foreign_data_wrapper WHERE oid > @after@
  UNION ALL SELECT concat('method ', amname) FROM pg_am WHERE oid > @after@
  UNION ALL SELECT concat('trigger ', evtname) FROM pg_event_trigger WHERE oid > @after@
  UNION ALL SELECT concat('dictionary ', dictname) FROM pg_ts_dict WHERE oid > @after@
  UNION ALL SELECT concat('template ', tmplname) FROM pg_ts_template WHERE oid > @after@
)
SELECT line FROM one ORDER BY line COLLATE "C"
