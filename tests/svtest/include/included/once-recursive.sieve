require ["include", "variables"];
include :once "once-recursive";
set "global.count" "${global.count}y";
