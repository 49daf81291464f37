require ["mailboxid", "fileinto"];
fileinto :mailboxid "F6352ae03-b7f5-463c-896f-d8b48ee3" "INBOX.name.will.not.matter";
