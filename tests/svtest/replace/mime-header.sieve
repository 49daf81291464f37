require "replace";
replace :mime "Content-Type: text/plain; name=ü

x";
