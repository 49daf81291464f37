require ["fileinto", "mailbox"];
fileinto :create "Third";
