require "ihave";
if ihave ["fileinto", "vnd.acme.rocket"] { keep; }
fileinto "One";
