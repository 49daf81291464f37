require ["redirect-dsn", "ereject"];
redirect :ret "FULL" "a@there.example";
ereject "No.";
