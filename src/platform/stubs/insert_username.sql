-- stub: insert_username version=1.0 schema=current relocatable=true needs=owner
--
-- The trigger function of insert_username, which writes the name of the user. The stub leaves the
-- row as it is. (https://www.postgresql.org/docs/current/insert-username.html)

-- part: objects_open of=insert_username requires=- type=-
insert_username() returns trigger
-- part: objects_close
