require ["vnd.dovecot.execute", "reject"];
execute :pipe "count";
reject "no";
