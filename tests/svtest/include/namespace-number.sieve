require ["include", "variables"];
set "global.12" "x";
