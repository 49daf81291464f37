# RFC 6009 section 5.1.
require ["envelope", "envelope-deliverby", "variables", "fileinto"];
if envelope :matches :zone "+0000" "bytimeabsolute" "*T*:*:*" { fileinto "by-${2}"; }
