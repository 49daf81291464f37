require ["envelope", "envelope-dsn", "relational", "comparator-i;ascii-numeric", "fileinto"];
if envelope "notify" "SUCCESS" { fileinto "a"; }
if allof (envelope "notify" "FAILURE",
          envelope :comparator "i;ascii-numeric" :count "eq" "notify" "1") { fileinto "b"; }
if envelope :matches "orcpt" "rfc822;*@example.com" { fileinto "c"; }
