require "ihave";
if ihave "vnd.acme.rocket" { rocket :launch "x" { discard; } }
elsif ihave ["fileinto", "vnd.acme.rocket"] { discard; }
else { keep; }
