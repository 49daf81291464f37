require ["reject", "ereject"];
ereject "one";
reject "two";
