concat_ws(' ', $1::oid, $2, $3)
