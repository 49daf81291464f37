require ["vnd.dovecot.execute", "vnd.dovecot.filter"];
filter "9";
execute "10";
execute "11";
