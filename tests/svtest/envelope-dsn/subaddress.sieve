require ["envelope", "envelope-dsn", "subaddress"];
if envelope :user "orcpt" "old" { stop; }
if envelope :detail ["from", "envid"] "x" { stop; }
