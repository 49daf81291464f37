require "vnd.acme.rocket-sled";
keep;
