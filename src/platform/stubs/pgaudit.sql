-- stub: pgaudit version=1.7 schema=current relocatable=true needs=owner
--
-- Audit logging (https://www.pgaudit.org) has no objects that a migration uses. Its settings
-- (`pgaudit.log`) are taken by any server, as the settings of an unknown module.

SELECT 1;
