require ["include", "variables", "editheader"];
set "global.header" "";
if header :matches "x-new" "*" { set "global.header" "${1};"; }
if exists "x-old" { set "global.header" "old"; }
addheader "X-Included" "yes";
deleteheader "X-New";
