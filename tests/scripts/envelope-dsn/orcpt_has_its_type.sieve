# RFC 6009 section 4.1.
require ["envelope", "envelope-dsn", "fileinto"];
if envelope :matches "orcpt" "rfc822;*@example.com" { fileinto "known"; }
