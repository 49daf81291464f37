require "index";
if header :last "x-a" "1" { keep; }
