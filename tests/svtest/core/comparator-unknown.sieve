if header :comparator "i;elbonia" "a" "1" { keep; }
