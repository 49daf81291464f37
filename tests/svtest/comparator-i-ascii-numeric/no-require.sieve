require "relational";
if header :value "ge" :comparator "i;ascii-numeric" "x-priority" "3" { keep; }
