require ["vacation", "fileinto", "mailbox", "copy"];
discard;
keep;
fileinto :create "Away";
redirect "kim@here.example";
vacation "away";
