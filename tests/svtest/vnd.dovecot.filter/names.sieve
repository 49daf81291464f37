require "vnd.dovecot.filter";
filter "../sh";
if filter "a b" { stop; }
filter "clean-up" "one
two";
