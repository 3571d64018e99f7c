-- stub: index_advisor version=0.2.0 schema=current relocatable=false needs=owner requires=hypopg
--
-- The one function of index_advisor (https://github.com/supabase/index_advisor). It never returns
-- advice.

CREATE FUNCTION @extschema@.index_advisor(query text)
  RETURNS TABLE (startup_cost_before jsonb, startup_cost_after jsonb, total_cost_before jsonb,
    total_cost_after jsonb, index_statements text[], errors text[])
  LANGUAGE plpgsql AS $$ BEGIN END $$;
