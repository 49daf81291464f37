require "ihave";
if ihave ["fileinto", "copy"] { fileinto :copy "a"; }
elsif ihave "vnd.acme.rocket" { rocket; }
if not ihave "vnd.acme.rocket" { error "no rocket here"; }
