require ["envelope", "envelope-deliverby", "subaddress"];
if envelope :user "bymode" "x" { stop; }
if envelope :detail ["from", "bytrace"] "x" { stop; }
if address "bymode" "x" { stop; }
if header :zone "+0000" "date" "x" { stop; }
if envelope :zone "+0000" :zone "+0100" "bytimeabsolute" "x" { stop; }
if envelope :zone 100 "bytimeabsolute" "x" { stop; }
if envelope "bytime" "x" { stop; }
