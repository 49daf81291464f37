require "date";
if date ["date", "received"] "hour" "10" { keep; }
if date "date" ["hour", "minute"] "10" { keep; }
if date "date" "hour" { keep; }
if currentdate :originalzone "hour" "10" { keep; }
if currentdate "date" "hour" "10" { keep; }
if date :zone 100 "date" "hour" "10" { keep; }
if date :zone "+0000" :zone "+0100" "date" "hour" "10" { keep; }
