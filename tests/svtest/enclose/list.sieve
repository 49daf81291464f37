require "enclose";
enclose ["a", "b"];
