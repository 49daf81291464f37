require "envelope";
if envelope "x-unknown" "x" { keep; }
if envelope ["from", "cc"] "x" { keep; }
if envelope "from" { keep; }
if envelope :localpart :domain "from" "x" { keep; }
if envelope :mime "from" "x" { keep; }
if envelope 1 "x" { keep; }
