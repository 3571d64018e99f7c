-- stub: sslinfo version=1.2 schema=current relocatable=true needs=owner
--
-- The functions of sslinfo. They return NULL, as without SSL.
-- (https://www.postgresql.org/docs/current/sslinfo.html)

-- part: objects_open of=sslinfo requires=- type=-
ssl_cipher() returns text
ssl_client_cert_present() returns boolean
ssl_client_dn() returns text
ssl_client_dn_field(text) returns text
ssl_client_serial() returns numeric
ssl_extension_info(OUT name text, OUT value text, OUT critical boolean) returns SETOF record
ssl_is_used() returns boolean
ssl_issuer_dn() returns text
ssl_issuer_field(text) returns text
ssl_version() returns text
-- part: objects_close
