require "ereject";
ereject "one";
ereject "two";
