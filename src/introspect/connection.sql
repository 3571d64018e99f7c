-- Addresses of publishers without secrets, which do not leave the server: all values of keys that may be secret, and the
-- password of a user. An address that hides its keys is left out.
select s.subname, case when s.subconninfo !~ '[?&][^=&]*%' then
  regexp_replace(regexp_replace(s.subconninfo, '(//[^/@:]*):[^@/]*@', '\1@'),
    '(\w*(?:pass|secret|token|key|credential)\w*)\s*=\s*(?:''(?:[^''\\]|\\.)*''|(?:[^\s\\&]|\\.)*)', '\1=*', 'gi') end
from pg_subscription s
where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
