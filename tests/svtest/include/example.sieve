require ["fileinto", "include", "variables", "relational", "mailbox"];
global "test";
global "test_mailbox";

set "test" "$$";
include "subject_tests";

set "test" "monday";
include "subject_tests";

if string :count "eq" "${test_mailbox}" "1" {
    fileinto :create "${test_mailbox}";
    stop;
}
