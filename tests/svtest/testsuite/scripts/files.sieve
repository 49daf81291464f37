require ["fileinto", "mailbox", "imap4flags", "variables"];
set "mine" "changed";
fileinto :create :flags "\\Flagged" "Script";
redirect "carl@here.example";
