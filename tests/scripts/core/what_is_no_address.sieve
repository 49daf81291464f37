# RFC 5228 section 2.7.4: it has neither local part nor domain, and :all, which is the default, is the text as it stands.
require "fileinto";
if address "from" "nobody in particular" { fileinto "default"; }
if address :all "from" "nobody in particular" { fileinto "all"; }
if anyof (address :localpart :matches "from" "*", address :domain :matches "from" "*") { discard; }
