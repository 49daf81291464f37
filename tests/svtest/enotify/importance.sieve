require "enotify";
notify :importance "4" "mailto:dora@here.example";
