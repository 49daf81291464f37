require ["vnd.dovecot.filter", "variables"];
set "program" "../sh";
filter "${program}";
