require "mboxmetadata";
if servermetadata "/private/a" "x" { keep; }
