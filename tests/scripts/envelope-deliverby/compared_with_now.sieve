# RFC 6009 section 5.1: both are in the local zone. The text says "ge", which is true of what is in time.
require ["envelope", "envelope-deliverby", "relational", "date", "variables", "fileinto"];
if currentdate :matches "iso8601" "*" {
  set "cdate" "${0}";
  if envelope "bytimeabsolute" "${cdate}" { fileinto "just in time"; }
  if envelope :value "lt" "bytimeabsolute" "${cdate}" { fileinto "missed"; }
}
