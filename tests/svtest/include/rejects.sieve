require "include";
include "rejects";
discard;
