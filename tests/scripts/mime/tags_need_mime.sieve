require "mime";
if header :type "Content-Type" "text" { keep; }
if exists :anychild "x" { keep; }
