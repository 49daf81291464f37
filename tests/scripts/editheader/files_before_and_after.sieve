require ["editheader", "fileinto", "copy"];
fileinto :copy "Before";
addheader "X-Hello" "World";
if header "x-hello" "world" { fileinto :copy "After"; }
deleteheader :index 1 :last :contains "subject" "MINUTES";
if exists "Subject" { discard; }
