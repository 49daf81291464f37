require "ihave";
if allof (ihave "copy", ihave ["relational", "comparator-i;ascii-numeric"], not not ihave "date") { keep; }
redirect :copy "kim@there.example";
if header :count "eq" :comparator "i;ascii-numeric" "x-nowhere" "0" { redirect "lee@there.example"; }
if currentdate :value "gt" "year" "2000" { discard; }
