$1.oid >= 16384 and $2.nspname not like 'pg\_toast%' and $2.nspname not like 'pg\_temp\_%'
