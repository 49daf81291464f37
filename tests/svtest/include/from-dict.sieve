require "include";
include "weather";
include :global "news";
