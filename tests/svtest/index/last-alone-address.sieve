require "index";
if address :last "to" "a@x.example" { keep; }
