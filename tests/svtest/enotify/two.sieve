require "enotify";
notify :message "m" "mailto:a@here.example";
notify :message "n" "mailto:b@here.example";
