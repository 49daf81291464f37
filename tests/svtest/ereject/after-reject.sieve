require ["reject", "ereject"];
reject "one";
ereject "two";
