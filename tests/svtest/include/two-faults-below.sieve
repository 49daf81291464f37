require "include";
include "by-the-way";
