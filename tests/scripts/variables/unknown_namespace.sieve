require "variables";
set "a" "${env.host}";
set "b.c" "x";
set "1" "x";
