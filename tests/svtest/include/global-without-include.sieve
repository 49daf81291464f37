require "variables";
global "a";
