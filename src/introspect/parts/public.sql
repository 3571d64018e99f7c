(select json_object_agg(split_part(u_.option, '=', 1), case
      when split_part(u_.option, '=', 1) ~* $2 then substr(u_.option, strpos(u_.option, '=') + 1)
      end order by split_part(u_.option, '=', 1) collate "C") from unnest($1) u_ (option))
