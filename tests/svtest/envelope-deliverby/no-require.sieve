require "envelope";
if envelope "bytimeabsolute" "x" { stop; }
