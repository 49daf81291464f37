require "enotify";
notify :importance "4" "mailto:a@b.example";
notify :options "novalue" "mailto:a@b.example";
notify "mailto:nobody";
