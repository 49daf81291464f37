require "mboxmetadata";
if metadata ["INBOX", "Work"] "/private/comment" "x" { stop; }
if metadata "INBOX" ["/private/comment", "/shared/comment"] "x" { stop; }
if metadata "INBOX" "/private/comment" { stop; }
if metadataexists "INBOX" { stop; }
if metadataexists :is "INBOX" "/private/comment" { stop; }
