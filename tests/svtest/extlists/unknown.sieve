require "extlists";
if header :list "subject" "tag:example.com,2011-01-01:nobody" { keep; }
