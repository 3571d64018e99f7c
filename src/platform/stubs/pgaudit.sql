-- stub: pgaudit version=1.7 schema=current relocatable=true needs=owner
--
-- The trigger functions of pgaudit (https://www.pgaudit.org). Nothing is logged. Any server accepts its
-- settings (`pgaudit.log`), as settings of an unknown module.
-- Lacks trigger pgaudit_ddl_command_end.
-- Lacks trigger pgaudit_sql_drop.

-- part: objects_open of=pgaudit requires=- type=-
pgaudit_ddl_command_end() returns event_trigger
pgaudit_sql_drop() returns event_trigger
-- part: objects_close
