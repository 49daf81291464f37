require "envelope-dsn";
if envelope "notify" "SUCCESS" { stop; }
