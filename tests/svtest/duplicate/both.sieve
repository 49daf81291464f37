require "duplicate";
if duplicate :header "Subject" :uniqueid "x" { discard; }
