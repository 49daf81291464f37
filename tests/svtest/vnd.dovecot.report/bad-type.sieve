require "vnd.dovecot.report";
report "very bad" "x" "abuse@sender.example";
