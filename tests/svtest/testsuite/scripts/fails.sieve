require "variables";
set "nobody" "nobody";
redirect "${nobody}";
