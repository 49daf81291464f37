require ["include", "variables"];
set "global.saw" "[${mine}]";
set "mine" "included";
global "shared";
set "shared" "included";
