require "enotify";
notify :importance 1 "mailto:a@here.example";
