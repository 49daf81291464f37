require "include";
include "missing";
include "../missing";
