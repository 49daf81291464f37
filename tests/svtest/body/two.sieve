require "body";
if body :raw :text "a" { keep; }
