require "replace";
replace :subject "x";
