require "mime";
if exists :anychild "subject" { keep; }
