-- stub: moddatetime version=1.0 schema=current relocatable=true needs=owner
--
-- The trigger function of the contrib module spi: sets the column that the trigger names to the
-- current time. For servers without contrib. It works.

CREATE FUNCTION @extschema@.moddatetime() RETURNS trigger
  LANGUAGE plpgsql
  AS $$
    BEGIN
      RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], now()));
    END
  $$;
