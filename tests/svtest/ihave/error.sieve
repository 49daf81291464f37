require "ihave";
discard;
error "no Grüße";
keep;
