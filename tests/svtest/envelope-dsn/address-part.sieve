require ["envelope", "envelope-dsn"];
if envelope :localpart "notify" "NEVER" { stop; }
if envelope :domain "orcpt" "old.example" { stop; }
if envelope :all "ret" "FULL" { stop; }
if envelope :localpart ["from", "envid"] "x" { stop; }
