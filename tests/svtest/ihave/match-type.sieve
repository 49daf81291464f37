require "ihave";
if ihave :is "fileinto" { keep; }
