require ["ihave", "variables"];
if ihave "${name}" { keep; }
