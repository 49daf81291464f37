require "ihave";
if ihave ["copy", "fileinto"] { fileinto :copy "INBOX"; } else { redirect "kim@there.example"; }
