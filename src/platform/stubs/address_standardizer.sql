-- stub: address_standardizer version=3.3.7 schema=current relocatable=false needs=owner
--
-- The type and the functions of address_standardizer. They return NULL.

-- part: objects_open of=address_standardizer requires=- type=-
type stdaddr (building text, house_num text, predir text, qual text, pretype text, name text, suftype text, sufdir text, ruralroute text, extra text, city text, state text, country text, postcode text, box text, unit text)
parse_address(text, OUT num text, OUT street text, OUT street2 text, OUT address1 text, OUT city text, OUT state text, OUT zip text, OUT zipplus text, OUT country text) returns record immutable
standardize_address(lextab text, gaztab text, rultab text, address text) returns ~stdaddr immutable
standardize_address(lextab text, gaztab text, rultab text, micro text, macro text) returns ~stdaddr immutable
-- part: objects_close
