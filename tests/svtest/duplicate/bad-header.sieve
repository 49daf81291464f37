require "duplicate";
if duplicate :header "no: field" { discard; }
