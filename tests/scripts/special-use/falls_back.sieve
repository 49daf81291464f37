require ["special-use", "fileinto"];
if specialuse_exists "\\Junk" { discard; }
fileinto :specialuse "\\Junk" "Spam";
