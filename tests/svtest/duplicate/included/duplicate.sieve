require ["duplicate", "include", "variables"];
global "result";
if duplicate { set "result" "seen"; } else { set "result" "new"; }
