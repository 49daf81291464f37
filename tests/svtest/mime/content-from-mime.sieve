require "mime";
if address :mime "content-from" "x@y.z" { keep; }
