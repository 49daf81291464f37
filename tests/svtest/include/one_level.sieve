require "include";
include "deep";
