require ["vnd.dovecot.report", "variables"];
set "type" "very bad";
report "${type}" "x" "abuse@sender.example";
