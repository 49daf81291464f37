require ["vnd.dovecot.pipe", "reject"];
pipe "archive";
reject "no";
