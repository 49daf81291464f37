require "editheader";
addheader "x-site" "no";
deleteheader "X-SITE";
deleteheader "Subject";
addheader "Subject" "new";
