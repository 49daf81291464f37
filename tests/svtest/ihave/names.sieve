require "ihave";
if ihave "" { discard; }
if ihave " fileinto" { discard; }
if ihave "comparator-" { discard; }
if ihave "i;octet" { discard; }
if ihave ["ihave", "comparator-i;octet", "comparator-i;ascii-casemap"] { keep; }
