require ["mboxmetadata", "vacation"];
if metadata :is "INBOX" "/private/vendor/example/away" "yes" { vacation "Away until Monday."; }
