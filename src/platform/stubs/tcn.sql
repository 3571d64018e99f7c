-- stub: tcn version=1.0 schema=current relocatable=true needs=owner
--
-- The trigger function of tcn, which notifies listeners of changes. The stub notifies no one.
-- (https://www.postgresql.org/docs/current/tcn.html)

-- part: objects_open of=tcn requires=- type=-
triggered_change_notification() returns trigger
-- part: objects_close
