require ["fileinto", "variables", "encoded-character"];
fileinto "Before";
if header "subject" "empty" { set "name" ""; }
elsif header "subject" "control" { set "name" "a${hex:07}b"; }
elsif header "subject" "octet" { set "name" "a${hex:FF}b"; }
elsif header :matches "subject" "*" { set "name" "${0}"; }
fileinto "${name}";
