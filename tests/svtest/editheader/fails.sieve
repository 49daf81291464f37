require ["editheader", "fileinto", "variables"];
addheader "X-Flavor" "vanilla";
set "name" "not a name";
addheader "${name}" "x";
