fileinto "INBOX";
