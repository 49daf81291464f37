require "editheader";
addheader "X Y" "x";
addheader "X:" "x";
addheader "Grün" "x";
addheader "" "x";
deleteheader "Y Z";
deleteheader "Y:";
