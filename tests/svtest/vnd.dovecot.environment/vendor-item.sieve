require "environment";
if environment :contains "vnd.dovecot.default-mailbox" "" { discard; }
