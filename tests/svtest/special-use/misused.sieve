require ["special-use", "fileinto", "vacation", "fcc"];
fileinto :specialuse ["\\Junk", "\\Archive"] "Spam";
if specialuse_exists "Spam" "\\Junk" "\\Archive" { stop; }
if specialuse_exists ["Spam", "Junk"] "\\Junk" { stop; }
fileinto :specialuse "\\Junk" :specialuse "\\Archive" "Spam";
vacation :specialuse "\\Sent" "Away.";
