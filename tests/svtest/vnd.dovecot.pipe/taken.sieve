require "vnd.dovecot.pipe";
pipe "archive";
