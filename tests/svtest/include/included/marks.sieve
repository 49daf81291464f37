require ["include", "variables"];
global "marks";
set "marks" "${marks}p";
