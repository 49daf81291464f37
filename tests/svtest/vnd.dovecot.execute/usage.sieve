require ["vnd.dovecot.execute", "variables"];
execute;
execute ["scan", "scan"];
execute "scan" 5;
execute "scan" "one" "two";
execute :pipe "data" "scan" "one";
execute :input ["a", "b"] "scan";
execute :output "a" :output "b" "scan";
execute :try "scan";
execute "scan" { stop; }
