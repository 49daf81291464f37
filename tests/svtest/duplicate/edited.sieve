require ["duplicate", "include", "editheader"];
include "thirty-one";
if duplicate :header "X-One" { discard; }
deleteheader "X-One";
addheader "X-One" "y";
if duplicate :header "X-One" { discard; }
