require ["vnd.dovecot.execute", "vnd.dovecot.filter", "include"];
if anyof (execute "1", filter "2", execute "3", filter "4", execute "5", filter "6", execute "7", filter "8") { stop; }
include "three";
