require "enotify";
notify "mailto:carl@there.example";
