require ["enotify", "fileinto", "mailbox"];
notify :message "m" "mailto:a@here.example";
fileinto :create "Beside";
redirect "b@here.example";
notify :message "n" "mailto:c@here.example";
