require "fileinto";
fileinto :mailboxid "F1" "a";
