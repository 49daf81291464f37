# The field in which Mailman names the list; Pigeonhole takes it for addresses, and others that few know.
require "fileinto";
if address :localpart "x-beenthere" "users" { fileinto "users"; }
if address "for-approval" "x@y.example" { discard; }
