require ["envelope", "envelope-dsn", "fileinto"];
if envelope "notify" "SUCCESS" { fileinto "Confirmed"; }
