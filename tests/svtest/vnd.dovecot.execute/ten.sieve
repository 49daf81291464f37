require ["vnd.dovecot.execute", "vnd.dovecot.filter"];
if not anyof (execute "1", filter "2", execute "3", filter "4", execute "5", filter "6", execute "7", filter "8") { keep; }
if anyof (true, execute "not run") { keep; }
execute "9";
filter "10";
