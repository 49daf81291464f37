require ["fileinto", "mailbox"];
fileinto :create "A";
fileinto :create "B";
