case when exists (select from pg_seclabel) then
  (select json_object_agg(l_.provider, l_.label order by l_.provider collate "C") from pg_seclabel l_
    where l_.classoid = '$1'::regclass and l_.objoid = $2 and l_.objsubid = $3)
end
