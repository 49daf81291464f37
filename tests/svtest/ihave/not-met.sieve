require "ihave";
if size :over 1G { if ihave "fileinto" { keep; } }
fileinto "One";
