require ["vnd.dovecot.pipe", "copy", "variables"];
pipe;
pipe ["archive", "archive"];
pipe "archive" 5;
pipe "archive" "one" "two";
pipe :try :try "archive";
pipe :try "archive" { stop; }
pipe :output "said" "archive";
pipe "archive" ["one", "a	tab is no line", "carriage
return"];
