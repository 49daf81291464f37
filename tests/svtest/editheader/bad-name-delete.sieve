require ["editheader", "variables"];
set "name" "Wrong:";
deleteheader "${name}";
