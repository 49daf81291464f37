require ["enotify", "fcc", "mailboxid", "special-use"];
notify :fcc "a" :mailboxid "F1" :specialuse "\\Sent" "mailto:ken@example.com";
