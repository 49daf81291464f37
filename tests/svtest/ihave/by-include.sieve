require ["ihave", "include"];
if ihave "fileinto" { include "files"; }
