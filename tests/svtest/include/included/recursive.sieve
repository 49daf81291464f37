require "include";
include "recursive-back";
