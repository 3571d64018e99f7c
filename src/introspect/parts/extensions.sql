case when exists (select from pg_depend where deptype = 'x') then
  (select json_agg(x_.extname order by x_.extname collate "C") from pg_depend d_ join pg_extension x_ on x_.oid = d_.refobjid
    where d_.classid = '$1'::regclass and d_.objid = $2 and d_.refclassid = 'pg_extension'::regclass and d_.deptype = 'x')
end
