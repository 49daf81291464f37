require ["envelope", "envelope-dsn"];
if envelope "bymode" "notify" { stop; }
if envelope "nonsense" "x" { stop; }
