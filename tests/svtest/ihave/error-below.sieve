require ["ihave", "include"];
keep;
include "fails";
