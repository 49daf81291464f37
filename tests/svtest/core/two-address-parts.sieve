if address :localpart :domain "from" "1" { keep; }
