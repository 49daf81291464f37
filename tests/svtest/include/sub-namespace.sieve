require ["include", "variables"];
set "global.data.from" "x";
