require "mime";
if address "content-from" "x@y.z" { keep; }
