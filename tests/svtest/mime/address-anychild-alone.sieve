require "mime";
if address :anychild "from" "x@y.z" { keep; }
