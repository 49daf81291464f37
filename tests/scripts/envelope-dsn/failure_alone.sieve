# RFC 6009 section 4.1.
require ["envelope", "envelope-dsn", "relational", "comparator-i;ascii-numeric", "fileinto"];
if allof (envelope "notify" "FAILURE",
          envelope :comparator "i;ascii-numeric" :count "eq" "notify" "1") {
  fileinto "failure alone";
}
