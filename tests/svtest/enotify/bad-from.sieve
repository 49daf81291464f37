require "enotify";
notify :from "nobody at all" "mailto:a@here.example";
