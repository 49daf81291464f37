require ["regex", "variables", "fileinto"];
if header :regex "subject" "of (mon|tues)day$" { fileinto "${1}"; }
