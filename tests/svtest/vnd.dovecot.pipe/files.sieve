require ["fileinto", "mailbox"];
fileinto :create "Behind";
