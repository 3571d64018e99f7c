-- Gives a new database ($new) the settings of the one it was cloned from ($template), unread: their
-- values may be written so that they would be SQL in a statement.
insert into pg_catalog.pg_db_role_setting (setdatabase, setrole, setconfig)
select n.oid, s.setrole, s.setconfig
from pg_catalog.pg_db_role_setting s join pg_catalog.pg_database d on d.oid = s.setdatabase, pg_catalog.pg_database n
where d.datname = $template and n.datname = $new
