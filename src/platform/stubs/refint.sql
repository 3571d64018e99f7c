-- stub: refint version=1.0 schema=current relocatable=true needs=owner
--
-- The trigger functions of refint, which check references. The stub checks nothing.
-- (https://www.postgresql.org/docs/current/refint.html)

-- part: objects_open of=refint requires=- type=-
check_foreign_key() returns trigger
check_primary_key() returns trigger
-- part: objects_close
