require ["ihave", "variables"];
set "who" "bob";
if not ihave "vnd.acme.rocket" { error "no rocket for ${who}"; }
