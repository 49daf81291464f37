require "replace";
replace :from "nobody" "x";
