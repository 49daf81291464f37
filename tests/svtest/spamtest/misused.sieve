require "spamtest";
if spamtest ["1", "2"] { stop; }
if spamtest 1 { stop; }
if spamtest { stop; }
spamtest "1";
