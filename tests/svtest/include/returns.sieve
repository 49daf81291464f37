require ["include", "fileinto"];
if true { include "returns"; }
fileinto "INBOX";
