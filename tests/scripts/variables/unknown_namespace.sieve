require "variables";
set "a" "${nowhere.host}";
set "b.c" "x";
set "1" "x";
