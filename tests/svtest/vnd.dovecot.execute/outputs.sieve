require ["vnd.dovecot.execute", "variables"];
set "name" "said";
execute :output "${name}" "scan";
execute :output "1" "scan";
execute :output "no.such.space" "scan";
execute :output "" "scan";
