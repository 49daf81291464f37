require "envelope";
if envelope "nonsense" "x" { keep; }
