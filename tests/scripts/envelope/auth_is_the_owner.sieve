# As in Pigeonhole: whose mail it is, also behind an alias.
require ["envelope", "fileinto"];
if envelope "auth" "bob@here.example" { fileinto "owner"; }
if envelope :localpart "auth" "sales" { discard; }
