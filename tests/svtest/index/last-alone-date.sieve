require ["index", "date"];
if date :last "date" "hour" "10" { keep; }
