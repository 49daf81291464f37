require "variables";
set "to" "nobody at all";
redirect "${to}";
