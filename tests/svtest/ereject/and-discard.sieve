require "ereject";
discard;
ereject "no";
