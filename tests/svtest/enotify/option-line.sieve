require "enotify";
notify :options "a=b
c" "mailto:a@here.example";
