require "servermetadata";
if metadataexists "INBOX" "/private/a" { keep; }
