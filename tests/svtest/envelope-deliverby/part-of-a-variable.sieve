require ["envelope", "envelope-deliverby", "variables"];
set "part" "BYMODE";
if envelope :domain "${part}" "x" { stop; }
