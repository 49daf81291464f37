require "ihave";
if ihave ["reject", "ereject"] { discard; }
