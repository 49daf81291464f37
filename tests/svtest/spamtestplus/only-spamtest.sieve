require "spamtest";
if spamtest :percent "10" { discard; }
