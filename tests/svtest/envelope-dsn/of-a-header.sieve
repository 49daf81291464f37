require ["envelope", "envelope-dsn"];
if address "notify" "NEVER" { stop; }
