require ["fcc", "fileinto", "reject", "ereject"];
keep :fcc "Sent";
fileinto :fcc "Sent" "Work";
redirect :fcc "Sent" "ann@there.example";
reject :fcc "Sent" "no";
ereject :fcc "Sent" "no";
