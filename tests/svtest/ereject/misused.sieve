require "ereject";
ereject;
ereject ["one", "two"];
if ereject "no" { stop; }
ereject "no" { stop; }
