require ["include", "variables"];
set "global.marks" "${global.marks}g";
return;
