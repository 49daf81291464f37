require ["fileinto", "mailbox", "variables"];
fileinto :create "Never";
set "to" "nobody";
redirect "${to}";
