require ["ihave", "fileinto"];
if ihave "fileinto" { fileinto "INBOX"; }
