require ["vnd.dovecot.pipe", "ihave"];
pipe "archive";
error "no more";
