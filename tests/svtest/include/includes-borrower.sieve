require ["include", "fileinto", "mailbox"];
fileinto :create "x";
include "borrower";
