require ["index", "date", "envelope"];
if header :index "1" "to" "a" { stop; }
if header :index 1 :index 2 "to" "a" { stop; }
if address :index 1 :last 2 "to" "a" { stop; }
if exists :index 1 "to" { stop; }
if envelope :index 1 "to" "a" { stop; }
if currentdate :index 1 "year" "2000" { stop; }
