require "replace";
replace :mime :subject "x" :from "nobody" "y";
