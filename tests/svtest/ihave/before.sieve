require "ihave";
fileinto "One";
if ihave "fileinto" { keep; }
