-- stub: address_standardizer version=3.3.7 schema=current relocatable=false needs=owner
--
-- Nothing of it, the splitter of addresses, is provided: a migration may install it, but not call it.

SELECT 1;
