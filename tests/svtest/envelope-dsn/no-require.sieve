require "envelope";
if envelope "notify" "SUCCESS" { stop; }
