require "include";
include "third";
fileinto "x";
