require "vnd.dovecot.testsuite";

if test_script_compile "runs-itself.sieve" {
    if test_script_run { keep; }
}
