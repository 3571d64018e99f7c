-- stub: xml2 version=1.1 schema=current relocatable=false needs=owner
--
-- The functions of xml2. They return NULL. (https://www.postgresql.org/docs/current/xml2.html)

-- part: objects_open of=xml2 requires=- type=-
xml_encode_special_chars(text) returns text immutable
xml_valid(text) returns boolean stable
xpath_bool(text, text) returns boolean immutable
xpath_list(text, text) returns text immutable
xpath_list(text, text, text) returns text immutable
xpath_nodeset(text, text) returns text immutable
xpath_nodeset(text, text, text) returns text immutable
xpath_nodeset(text, text, text, text) returns text immutable
xpath_number(text, text) returns real immutable
xpath_string(text, text) returns text immutable
xpath_table(text, text, text, text, text) returns SETOF record stable
xslt_process(text, text) returns text immutable
xslt_process(text, text, text) returns text
-- part: objects_close
