(select json_build_object('schema', n_.nspname, 'name', c_.$2) from $1 c_ join pg_namespace n_ on n_.oid = c_.$3
  where c_.oid = $4)
