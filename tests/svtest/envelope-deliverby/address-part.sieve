require ["envelope", "envelope-deliverby"];
if envelope :localpart "bytimeabsolute" "x" { stop; }
if envelope :domain "bytimerelative" "5" { stop; }
if envelope :all "bymode" "return" { stop; }
if envelope :domain ["to", "bytrace"] "trace" { stop; }
