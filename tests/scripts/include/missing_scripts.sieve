require "include";
include :once :optional "preferences";
include :global "spam_tests";
