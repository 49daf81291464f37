require ["envelope", "envelope-deliverby"];
if envelope "bymode" "notify" { stop; }
if envelope "envid" "x" { stop; }
