require "servermetadata";
if servermetadata :contains "/shared/comment" "" { discard; }
if servermetadataexists "/shared/comment" { discard; }
