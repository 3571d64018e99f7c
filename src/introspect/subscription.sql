-- Subscriptions. The address of the publisher, which not every role may read, is read apart.
select $address('pg_subscription'::regclass, s.oid, 0), row_to_json(o) from pg_subscription s, lateral (select
  s.subname as name,
  s.subenabled as enabled,
  s.subslotname as slot,
  s.subsynccommit as synchronous_commit,
  (select json_agg(p order by p collate "C") from unnest(s.subpublications) p) as publications,
  json_build_object('binary', s.subbinary, 'streaming', s.substream
    , 'two_phase', s.subtwophasestate <> 'd', 'disable_on_error', s.subdisableonerr -- since 15
    , 'origin', s.suborigin, 'run_as_owner', s.subrunasowner, 'password_required', s.subpasswordrequired -- since 16
    , 'failover', s.subfailover -- since 17
  ) as options,
  pg_get_userbyid(s.subowner) as owner,
  $comment(pg_subscription, s.oid, 0) as comment,
  $labels(pg_subscription, s.oid, 0) as labels
) o
where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
