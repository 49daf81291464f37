require "enotify";
notify :options "=value" "mailto:a@here.example";
