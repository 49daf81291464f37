require "vnd.dovecot.report";
report "abuse" "x" "a@sender.example";
report "abuse" "x" "b@sender.example";
report "abuse" "x" "c@sender.example";
report "abuse" "x" "d@sender.example";
report "abuse" "x" "e@sender.example";
