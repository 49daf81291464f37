require "variables";
set "global.a" "x";
