require "include";
include "nothing";
include "nothing";
include "nothing";
include "nothing";
include "nothing";
