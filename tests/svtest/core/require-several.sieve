require ["fileinto", "copy"];
require "mailbox";
fileinto :copy :create "x";
