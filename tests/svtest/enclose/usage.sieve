require "enclose";
enclose :subject ["a", "b"] "x";
enclose :headers 5 "x";
enclose :subject "a" :subject "b" "x";
enclose :mime "x";
enclose "x" "y";
if enclose "x" { stop; }
