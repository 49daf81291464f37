require "relational";
if header :value "subject" "x" { keep; }
