require "ihave";
redirect :copy "kim@there.example";
if header :count "eq" "x-nowhere" "0" { stop; }
if header :comparator "i;ascii-numeric" "x-nowhere" "0" { stop; }
if currentdate "year" "2000" { stop; }
if ihave ["copy", "relational", "comparator-i;ascii-numeric", "date"] { keep; }
