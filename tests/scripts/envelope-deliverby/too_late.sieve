# RFC 6009 section 5.1.
require ["envelope", "envelope-deliverby", "relational", "comparator-i;ascii-numeric", "fileinto"];
if anyof (envelope :contains "bytimerelative" "-",
          envelope :value "eq" :comparator "i;ascii-numeric" "bytimerelative" "0") {
  fileinto "missed";
}
