require "vnd.dovecot.testsuite";

if test_multiscript ["runs-itself-again.sieve"] { keep; }
