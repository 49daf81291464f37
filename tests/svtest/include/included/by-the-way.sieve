require "include";
include "two-faults";
