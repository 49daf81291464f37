require "ihave";
if ihave ["fileinto", "mailbox"] { fileinto :create "One"; }
fileinto :create "Two";
