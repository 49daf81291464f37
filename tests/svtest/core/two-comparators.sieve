if header :comparator "i;octet" :comparator "i;ascii-casemap" "a" "1" { keep; }
