require "vnd.dovecot.pipe";
if pipe "archive" { stop; }
