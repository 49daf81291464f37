require ["vnd.dovecot.execute", "variables"];
set "program" "/bin/sh";
if execute "${program}" { stop; }
