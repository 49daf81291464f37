require ["vnd.dovecot.filter", "copy"];
filter;
filter ["clean-up", "clean-up"];
filter "clean-up" 5;
if filter "clean-up" "one" "two" { stop; }
filter :copy "clean-up";
filter :pipe "clean-up";
filter "clean-up" { stop; }
if filter { stop; }
