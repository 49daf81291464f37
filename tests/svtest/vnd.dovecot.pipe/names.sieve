require "vnd.dovecot.pipe";
pipe "../sh";
pipe "/bin/sh";
pipe "";
pipe ".hidden";
pipe "-x";
pipe "archive" ["one
two"];
