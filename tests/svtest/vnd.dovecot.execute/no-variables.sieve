require "vnd.dovecot.execute";
execute :output "said" "scan";
