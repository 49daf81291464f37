require "editheader";
addheader "X";
addheader ["X", "Y"] "x";
addheader :index 1 "X" "x";
deleteheader ["X", "Y"];
deleteheader :index 1 :is :contains "X" "x";
if addheader "X" "y" { stop; }
deleteheader :count "ge" "X" "1";
