require ["vnd.dovecot.filter", "fileinto"];
if not filter "clean-up" { fileinto "as it came"; }
if header :contains "subject" "minutes" { fileinto "with its subject"; }
