require ["vnd.dovecot.execute", "variables"];
execute "/bin/sh";
execute :input "data" :pipe "scan";
if execute "scan" ["one
two"] { stop; }
execute :output "not a name" "scan";
