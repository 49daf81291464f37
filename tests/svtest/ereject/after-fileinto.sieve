require ["ereject", "fileinto"];
fileinto "INBOX";
ereject "no";
