-- stub: pgaudit version=1.7 schema=current relocatable=true needs=owner
--
-- Audit logging (https://www.pgaudit.org) has no objects that a migration uses. Any server accepts
-- its settings (`pgaudit.log`), as settings of an unknown module.

SELECT 1;
