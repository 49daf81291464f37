require ["editheader", "variables"];
set "name" "not a name";
addheader "${name}" "x";
