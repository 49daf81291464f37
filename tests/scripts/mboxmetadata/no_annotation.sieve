require "mboxmetadata";
if metadata :contains "INBOX" "/private/vendor/vendor.isode/auto-replies" "" { discard; }
if metadataexists "INBOX" "/private/comment" { discard; }
