require "vnd.dovecot.debug";
debug_log;
debug_log ["one", "two"];
debug_log "one" "two";
debug_log :tag "one";
if debug_log "one" { stop; }
