require ["ereject", "fileinto"];
ereject "no";
fileinto "INBOX";
