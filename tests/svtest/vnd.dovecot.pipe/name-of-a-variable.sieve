require ["vnd.dovecot.pipe", "variables"];
set "program" "../sh";
pipe "${program}";
