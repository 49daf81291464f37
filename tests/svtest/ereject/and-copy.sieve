require ["ereject", "fileinto", "copy"];
fileinto :copy "INBOX";
ereject "no";
