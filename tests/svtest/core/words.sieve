IF HEADER :Contains :COMPARATOR "i;octet" "FROM" "coyote" { DISCARD; } ELSE { Keep; }
