require "include";
include :once "deeper";
