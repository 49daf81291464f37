require ["vnd.dovecot.environment", "variables"];
set "env.location" "MDA";
