(select d_.description from pg_description d_
  where d_.classoid = '$1'::regclass and d_.objoid = $2 and d_.objsubid = $3)
