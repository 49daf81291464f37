require "extlists";
redirect :list "tag:example.com,2011-01-01:nobody";
