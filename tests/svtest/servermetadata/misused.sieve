require "servermetadata";
if servermetadata ["/private/comment", "/shared/comment"] "x" { stop; }
if servermetadata "/private/comment" { stop; }
if servermetadata "INBOX" "/private/comment" "x" { stop; }
if servermetadataexists { stop; }
if servermetadataexists :is "/private/comment" { stop; }
