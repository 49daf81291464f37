require "enotify";
notify "device:phone";
