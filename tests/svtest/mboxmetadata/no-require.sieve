if metadata "INBOX" "/private/a" "x" { keep; }
