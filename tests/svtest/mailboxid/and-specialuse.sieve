require ["fileinto", "mailboxid", "special-use"];
fileinto :mailboxid "F1" :specialuse "\\Junk" "a";
