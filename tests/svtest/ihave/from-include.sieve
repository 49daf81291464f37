require ["ihave", "include"];
include "asks";
fileinto "INBOX";
