require "ihave";
if ihave "FILEINTO" { discard; }
