require "vnd.dovecot.testsuite";
test "within" { }
