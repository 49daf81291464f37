require ["envelope", "fileinto", "relational", "comparator-i;ascii-numeric"];
if envelope :count "ne" :comparator "i;ascii-numeric" "to" "1" { discard; }
if envelope "TO" "bob+list@here.example" { fileinto "list"; }
