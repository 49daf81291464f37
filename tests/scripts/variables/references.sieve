require ["fileinto", "variables"];
set "company" "ACME";
if not string "&%${}!" "&%${}!" { discard; }
if not string "${doh!}" "${doh!}" { discard; }
if not string "x${full}y" "xy" { discard; }
if not string "${COMPANY}" "ACME" { discard; }
if not string "${BAD${Company}" "${BADACME" { discard; }
if not string "${President, ${Company} Inc.}" "${President, ACME Inc.}" { discard; }
if not string "${comp\any}" "ACME" { discard; }
if not string "\\${company}" "\\ACME" { discard; }
