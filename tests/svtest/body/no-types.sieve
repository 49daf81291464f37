require "body";
if body :content "a" { keep; }
