not exists (select from pg_depend e_ where e_.classid = '$1'::regclass and e_.objid = $2 and e_.deptype = 'e')
