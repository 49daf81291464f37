require ["mime", "variables", "include"];
global "seen";
set "id" "-";
if header :mime :matches "content-id" "*" { set "id" "${0}"; }
set "seen" "${seen}${id}";
