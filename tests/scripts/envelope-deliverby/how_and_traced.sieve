require ["envelope", "envelope-deliverby", "variables", "fileinto"];
if allof (envelope "bymode" "return", envelope :matches "bytrace" "*") { fileinto "returned ${1}"; }
