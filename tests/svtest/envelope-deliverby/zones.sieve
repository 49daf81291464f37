require ["envelope", "envelope-deliverby"];
if envelope :zone "UTC" "bytimeabsolute" "x" { stop; }
if envelope :zone "0100" "bytimeabsolute" "x" { stop; }
if envelope :zone "+01:00" "bytimeabsolute" "x" { stop; }
if envelope :zone "+100" "bytimeabsolute" "x" { stop; }
if envelope :zone "+0075" "bytimeabsolute" "x" { stop; }
if envelope :zone "" "from" "x" { stop; }
if envelope :zone "-1130" "bytimeabsolute" "x" { stop; }
