-- stub: autoinc version=1.0 schema=current relocatable=true needs=owner
--
-- The trigger function of autoinc, which fills a column from a sequence. The stub leaves the row as
-- it is. (https://www.postgresql.org/docs/current/autoinc.html)

-- part: objects_open of=autoinc requires=- type=-
autoinc() returns trigger
-- part: objects_close
