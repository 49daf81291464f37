require "extlists";
if header :list "subject" "friends" { keep; }
