require "include";
if false { include "missing"; }
