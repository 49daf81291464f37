require ["ereject", "vacation"];
ereject "no";
vacation "away";
