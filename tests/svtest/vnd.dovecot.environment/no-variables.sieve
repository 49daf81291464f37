require "vnd.dovecot.environment";
if environment "location" "${env.location}" { discard; }
