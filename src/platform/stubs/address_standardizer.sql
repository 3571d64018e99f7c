-- stub: address_standardizer version=3.3.7 schema=current relocatable=false needs=owner
--
-- Provides no object of the extension (the splitter of addresses): a migration can create it, but
-- not call it.

SELECT 1;
