require ["regex", "variables"];
set :quoteregex :quotewildcard "a" "b";
