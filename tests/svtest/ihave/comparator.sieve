require "ihave";
if ihave ["comparator-i;ascii-numeric", "relational"] {
    if header :count "eq" :comparator "i;ascii-numeric" "x-nowhere" "0" { discard; }
}
