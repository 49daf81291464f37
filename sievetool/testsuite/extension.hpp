// The testing language: an extension of Sieve that only this tool has.
#pragma once

#include <vector>

#include "sieve/extension.hpp"

namespace sievetool::testsuite {

/// "vnd.dovecot.testsuite".
const sieve::Extension& extension();

// Its parts, a file each.
std::vector<sieve::Command> block_commands();    ///< test, test_fail
std::vector<sieve::Command> set_commands();      ///< test_set
std::vector<sieve::Command> setting_commands();  ///< test_config_*
std::vector<sieve::Command> script_commands();   ///< test_binary_*
std::vector<sieve::Test> script_tests();         ///< test_script_*, test_multiscript
std::vector<sieve::Command> result_commands();   ///< test_result_reset, test_result_print
std::vector<sieve::Test> result_tests();         ///< test_result_action, test_result_execute, test_error
std::vector<sieve::Command> mailbox_commands();  ///< test_mailbox_*, test_imap_metadata_set
std::vector<sieve::Command> message_commands();  ///< test_message, test_message_print
std::vector<sieve::Test> message_tests();        ///< test_message

}  // namespace sievetool::testsuite
