require ["mailboxid", "fileinto", "enotify", "fcc"];
fileinto :mailboxid ["F1", "F2"] "Work";
fileinto :mailboxid "F1" :mailboxid "F2" "Work";
if mailboxidexists { stop; }
notify :mailboxid "F1" "mailto:carl@here.example";
if mailboxidexists "Work" "F1" { stop; }
