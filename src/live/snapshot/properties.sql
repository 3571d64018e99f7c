-- The properties of this database that pg_dump writes only together with its name. Columns that came with newer versions
-- are read through JSON, so that one query serves all versions.
select d.datname::text, pg_catalog.pg_get_userbyid(d.datdba)::text,
  pg_catalog.concat_ws(' ',
    'ENCODING', pg_catalog.quote_literal(pg_catalog.pg_encoding_to_char(d.encoding)),
    'LC_COLLATE', pg_catalog.quote_literal(d.datcollate),
    'LC_CTYPE', pg_catalog.quote_literal(d.datctype),
    case j.columns->>'datlocprovider'
      when 'i' then 'LOCALE_PROVIDER icu ICU_LOCALE '
        || pg_catalog.quote_literal(coalesce(j.columns->>'datlocale', j.columns->>'daticulocale'))
        || coalesce(' ICU_RULES ' || pg_catalog.quote_literal(j.columns->>'daticurules'), '')
      when 'b' then 'LOCALE_PROVIDER builtin BUILTIN_LOCALE ' || pg_catalog.quote_literal(j.columns->>'datlocale')
      when 'c' then 'LOCALE_PROVIDER libc' end),
  case when d.datconnlimit <> -1 then 'ALTER DATABASE $database CONNECTION LIMIT ' || d.datconnlimit end,
  'COMMENT ON DATABASE $database IS ' || pg_catalog.quote_literal(pg_catalog.shobj_description(d.oid, 'pg_database'))
from pg_catalog.pg_database d, lateral (select pg_catalog.to_jsonb(d) as columns) j
where d.datname = pg_catalog.current_database()
