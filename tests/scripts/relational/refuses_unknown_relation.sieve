require ["relational", "comparator-i;ascii-numeric"];
if header :count "above" :comparator "i;ascii-numeric" "a" "1" { keep; }
if header :contains :comparator "i;ascii-numeric" "a" "1" { keep; }
