require "include";
include :once "marks";
