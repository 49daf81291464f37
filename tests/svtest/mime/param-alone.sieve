require "mime";
if header :param "name" "content-type" "x" { keep; }
