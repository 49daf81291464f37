require ["relational", "comparator-i;ascii-numeric", "fileinto"];
if header :count "ge" :comparator "i;ascii-numeric" ["received"] ["3"] { discard; }
if header :count "ge" :comparator "i;ascii-numeric" ["received", "subject"] ["3"] { fileinto "three"; }
if address :count "ge" :comparator "i;ascii-numeric" ["to", "cc"] ["3"] { fileinto "addresses"; }
