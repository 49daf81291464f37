require ["envelope", "envelope-deliverby", "relational", "comparator-i;ascii-numeric", "date", "variables",
         "fileinto"];
if anyof (envelope :contains "bytimerelative" "-",
          envelope :value "eq" :comparator "i;ascii-numeric" "bytimerelative" "0") { fileinto "a"; }
if currentdate :matches "iso8601" "*" {
  set "cdate" "${0}";
  if envelope :value "ge" "bytimeabsolute" "${cdate}" { fileinto "b"; }
}
if envelope :matches :zone "+0000" "bytimeabsolute" "*T*:*:*" {
  set "bdate" "${0}";
  set "bhour" "${2}";
  if currentdate :zone "+0000" :value "lt" "iso8601" "${bdate}" { fileinto "missed-${bhour}"; }
}
