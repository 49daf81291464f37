require "ihave";
if ihave { stop; }
if ihave 1 { stop; }
if ihave :comparator "i;octet" "copy" { stop; }
ihave "copy";
error;
