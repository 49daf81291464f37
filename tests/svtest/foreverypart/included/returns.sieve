require ["variables", "include"];
global "runs";
set "runs" "${runs}x";
return;
