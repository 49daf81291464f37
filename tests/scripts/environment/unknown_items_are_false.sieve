require ["environment", "fileinto"];
if environment :contains "vnd.acme.rocket-sled-status" "" { discard; }
if environment :contains "name" "" { fileinto "named"; }
