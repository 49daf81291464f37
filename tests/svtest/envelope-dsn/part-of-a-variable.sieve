require ["envelope", "envelope-dsn", "variables"];
set "part" "orcpt";
if envelope :domain "${part}" "old.example" { stop; }
