require "enotify";
notify "mailto:a@b.example";
notify "device:phone";
