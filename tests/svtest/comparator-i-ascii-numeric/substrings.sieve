require ["comparator-i;ascii-numeric", "envelope"];
if header :contains :comparator "i;ascii-numeric" "subject" "1" { keep; }
if header :comparator "i;ascii-numeric" :matches "subject" "1*" { keep; }
if envelope :localpart :contains :comparator "i;ascii-numeric" "from" "3" { keep; }
if header :is :comparator "i;ascii-numeric" "subject" "1" { keep; }
