-- Publications.
select $address(p.tableoid, p.oid, 0), row_to_json(o) from pg_publication p, lateral (select
  p.pubname as name,
  p.puballtables as all_tables,
  p.pubinsert as "insert",
  p.pubupdate as "update",
  p.pubdelete as "delete",
  p.pubtruncate as truncate,
  p.pubviaroot as via_root,
  p.pubgencols as generated_columns, -- since 18
  (select json_agg(json_build_object('table', $name(pg_class, relname, relnamespace, r.prrelid)
      , 'columns', (select json_agg(a.attname order by a.attname collate "C") from pg_attribute a -- since 15
        where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)) -- since 15
      , 'where', pg_get_expr(r.prqual, r.prrelid) -- since 15
    ) order by x.relnamespace::regnamespace::text collate "C", x.relname collate "C")
    from pg_publication_rel r join pg_class x on x.oid = r.prrelid where r.prpubid = p.oid) as tables,
  (select json_agg(s.nspname order by s.nspname collate "C") from pg_publication_namespace m -- since 15
    join pg_namespace s on s.oid = m.pnnspid where m.pnpubid = p.oid) as schemas, -- since 15
  pg_get_userbyid(p.pubowner) as owner,
  $comment(pg_publication, p.oid, 0) as comment,
  $labels(pg_publication, p.oid, 0) as labels
) o
where p.oid >= 16384 and $free(pg_publication, p.oid)
