require "replace";
replace :mime "yes" "x";
replace :subject "a" :subject "b" "x";
replace :from ["a@b.example", "c@d.example"] "x";
replace ["x", "y"];
if replace "x" { stop; }
replace "x" { keep; }
replace :mime :subject "a" :from "a@b.example" "Content-Type: text/plain

x";
replace :from "" "x";
