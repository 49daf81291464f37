require ["fileinto", "mailbox"];
if mailboxexists "Partners" { fileinto "Partners"; }
if mailboxexists ["Partners", "Friends"] { fileinto "Friends"; } else { fileinto :create "New"; }
