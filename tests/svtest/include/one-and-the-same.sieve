require ["include", "variables"];
global "on";
set "global.on" "1";
if string "${on}${GLOBAL.ON}" "11" { discard; }
